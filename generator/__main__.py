"""`python -m generator`: where nothing changed since the last build, nothing is loaded."""

import os
import sys

from generator.remembering import standing


def main() -> int:
    words = sys.argv[1:]
    look = standing.look_at(words)
    stood = standing.said(words, look)
    if stood is not None:
        line, warnings = stood
        for warning in warnings:
            print(warning, file=sys.stderr)
        print(line)
        return 0
    # Imported only now, since loading takes ten times as long as looking.
    from generator.commands import main as whole

    return whole(look=look)


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # The system takes back at once what would else be given back record by record.
    os._exit(status)
