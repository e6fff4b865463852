"""`python -m generator`: where nothing changed since the last build, nothing is loaded."""

import sys

from generator import standing


def main() -> int:
    stood = standing.said(sys.argv[1:])
    if stood is not None:
        line, warnings = stood
        for warning in warnings:
            print(warning, file=sys.stderr)  # noqa: T201
        print(line)  # noqa: T201
        return 0
    # Imported only now, since loading takes ten times as long as looking.
    from generator.commands import main as whole

    return whole()


if __name__ == "__main__":
    raise SystemExit(main())
