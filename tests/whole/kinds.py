"""Which pages of a built site are of another kind than the rest (页面种类)."""

import re
from pathlib import Path

PART_OF_A_PAGE = re.compile(r'<([a-z0-9]+)(?: class="([^"]*)")?')


def unlike(site: Path) -> list[Path]:
    """One page of each set of elements and classes."""
    by_parts = {
        frozenset(PART_OF_A_PAGE.findall(path.read_text("utf-8"))): path
        for path in sorted(site.rglob("*.html"), reverse=True)
    }
    return sorted(by_parts.values())
