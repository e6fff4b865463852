"""Which pages there are (页面计划), at which address, in what order, from which inputs.

A page is made when it is asked for, so that a site of any size is planned in little memory; `Section`s
do not depend on each other, so that several processes can share them.
"""

from collections.abc import Iterator, Mapping

from generator.edition import Edition
from generator.plan import front, places, results, texts
from generator.plan.frame import Planned, Section, site_frame
from generator.similar import AlikeIn

__all__ = ["Planned", "Section", "sections", "site_frame"]


def sections(edition: Edition, alike: Mapping[int, AlikeIn] | None = None) -> Iterator[Section]:
    """All groups of pages: the whole site is what they make. `alike` is what was found so by year."""
    yield from front.sections(edition)
    yield from texts.sections(edition)
    yield from places.sections(edition)
    yield from results.sections(edition, alike)
