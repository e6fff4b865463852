"""What a process keeps from one build to the next (常驻): a server builds often, and little changes.

It is never needed: a process that knows nothing, as each command starts, makes the same site.
"""

from typing import Any

_ALL: list[dict[Any, Any]] = []


def kept() -> dict[Any, Any]:
    """A place for what one module keeps; each looks itself whether what it finds there still holds."""
    _ALL.append({})
    return _ALL[-1]


def forget() -> None:
    """As if the process had just begun."""
    for each in _ALL:
        each.clear()
