"""One result's page as it would stand (预览), before anything is written."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

from generator import plan
from generator.campaign.problem import Problem
from generator.campaign.records import PublishedResult
from generator.consistency import published, settings_problems
from generator.consistency.published import HeldAgainst
from generator.edition import Edition
from generator.errors import ContentError
from generator.plan.results import planned
from generator.reading.content import Content, Photo, Year
from generator.reading.moment import as_of
from generator.reading.published import PublishedFile
from generator.reading.shelf import load
from generator.rendering.render import Renderer
from generator.similar import similar_to

NO_PHOTOS: Mapping[str, bytes] = MappingProxyType({})


def preview(
    content: Path, templates: Path, result: PublishedResult, photos: Mapping[str, bytes] = NO_PHOTOS
) -> bytes:
    """The page that publishing `result` would make, with all that is published around it.

    `photos` are the pictures it shows, by file name; they need not stand in the content yet. ContentError
    where something is wrong with settings or with what is published.
    """
    found, problems = load(content, against=HeldAgainst.of)
    if found is not None:
        problems += [*settings_problems(found), *published.problems(found)]
    if found is None or any(each.level == "error" for each in problems):
        raise ContentError(sorted(problems))
    edition = Edition(_with(found, result, photos), as_of(found), None)
    overview = edition.current
    if result.community_code in overview.community_names:
        similar = similar_to(result, overview.year.gists)
        page = planned(
            edition, overview, overview.order.by_number[result.issue_no].gist, similar, overview.record
        )
        return Renderer(templates, plan.site_frame(edition)).html(page)
    message = f"没有“{result.community_code}”这个社区的页面。请先在 places.yaml 里写上。"
    raise ContentError([Problem(str(content), 0, "unknown_community", message)])


def _with(content: Content, result: PublishedResult, photos: Mapping[str, bytes]) -> Content:
    """The same content with this record in place of the one of its number."""
    years = tuple(
        _replaced(each, result, photos) if each is content.current else each for each in content.years
    )
    return msgspec.structs.replace(content, years=years)


def _replaced(year: Year, result: PublishedResult, photos: Mapping[str, bytes]) -> Year:
    kept = tuple(each.without(result.issue_no) for each in year.published)
    new = PublishedFile.of("", result.community_code, (result,), (0,))
    shown = {each.name: each for each in year.photos}
    shown |= {name: Photo(name, name, data) for name, data in photos.items()}
    return msgspec.structs.replace(year, published=(*kept, new), photos=tuple(shown.values()))
