"""`python -m collector`: the same as `wanhu`."""

import sys

from collector.commands import main

if __name__ == "__main__":
    sys.exit(main())
