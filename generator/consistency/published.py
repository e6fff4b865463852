"""Whether what is published fits the campaign (公示核对): places, fields, numbers, dates, pictures."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any

import msgspec

from generator import addresses
from generator.campaign.configuration import WorkdayYear
from generator.campaign.problem import Problem
from generator.campaign.publishable import Flaw, flaws, is_issue_no, is_whole_day
from generator.campaign.records import PublishedResult
from generator.consistency import coverage
from generator.consistency.clock import Clock
from generator.consistency.noting import community_codes, known_fields, noted, repeated, unknown
from generator.pictures.illustrations import shown_in_texts
from generator.pictures.picture import HOW_TO_MEND, picture
from generator.reading.content import Content, Source, Year
from generator.reading.published import PublishedFile
from generator.reading.unread import PICTURES
from generator.remembering.digests import digest

# What an address takes for something else than part of a name.
_UNLINKED = re.compile(r"[#?]|%[0-9A-Fa-f]{2}")


class HeldAgainst(msgspec.Struct, frozen=True):
    """What the published files of a year are held against (核对依据), and a digest of it."""

    communities: list[str]
    fields: list[str]
    photos: set[str]
    units: set[str]
    clock: Clock
    digest: bytes

    @classmethod
    def of(cls, year: Year, workdays: tuple[WorkdayYear, ...]) -> "HeldAgainst":
        """Whoever may be responsible are units, and communities for themselves."""
        communities, fields = community_codes(year), known_fields(year)
        photos = {each.name for each in year.photos}
        units = {each.name for each in year.units.holds.units}
        units |= {each.name for each in year.places.holds.communities}
        mark = digest((communities, fields, sorted(photos), sorted(units), workdays))
        return cls(communities, fields, photos, units, Clock(workdays), mark)

    def key(self, file: str) -> bytes:
        """What stands for all that is said of a file, besides its bytes."""
        return digest((file, self.digest))

    def problems(self, file: str, records: Iterable[tuple[int, PublishedResult]]) -> Iterator[Problem]:
        """One community's file by itself: records with the lines in which they stand."""
        code = Path(file).stem
        for line, result in records:
            found, number = flaws(result), result.issue_no
            if result.community_code != code or result.field not in self.fields or result.photos:
                found += _strange(result, code, self)
            if result.responsible_unit is not None and result.responsible_unit not in self.units:
                message = f"{number}：责任单位“{result.responsible_unit}”不在 units.yaml 里。请核对名称。"
                yield Problem(file, line, "unknown_unit", message, "warning")
            for flaw in found:
                yield Problem(file, line, flaw.code, f"{number}：{flaw.message}")
            for message in () if found else self.clock.doubts(result):
                yield Problem(file, line, "in_doubt", f"{number}：{message}", "warning")


def problems(content: Content) -> Iterator[Problem]:
    """Everything about `published/` of every year."""
    standing: list[PublishedFile] = []
    in_texts = shown_in_texts(content)
    for year in content.years:
        held = HeldAgainst.of(year, content.workdays.holds)
        for file in year.published:
            if file.community_code not in held.communities:
                message = f"文件名要用社区代码。{unknown('社区', file.community_code, held.communities)}"
                yield Problem(file.file, 0, "unknown_community", message)
            known = file.found.problems.get(held.key(file.file))
            told = zip(file.lines, file.results, strict=True) if known is None else ()
            yield from held.problems(file.file, told) if known is None else known
        standing += year.published
        yield from _notices(year, standing)
        yield from _withdrawn(year)
        yield from _photos(year, in_texts)
        if year.coverage is not None:
            yield from coverage.problems(year, year.coverage)
    yield from _repeated(standing)


def _repeated(files: Sequence[PublishedFile]) -> Iterator[Problem]:
    """Numbers that stood before."""
    if len(set().union(*(file.places for file in files))) == sum(len(file.gists) for file in files):
        return
    standing: dict[str, str] = {}
    for file in files:
        for line, result in zip(file.lines, file.gists, strict=True):
            number = result.issue_no
            if number in standing:
                message = f"{number}：编号“{number}”写了两次，另一次在 {standing[number]}。请留一个。"
                yield Problem(file.file, line, "repeated", message)
            standing[number] = f"{file.file}:{line}"


def _place(number: str, files: Sequence[PublishedFile]) -> str | None:
    """File and line where a number stands."""
    found = (each for each in files if number in each.places)
    return next((f"{each.file}:{[*each.lines][each.places[number]]}" for each in found), None)


def _strange(result: PublishedResult, code: str, held: HeldAgainst) -> Iterator[Flaw]:
    """What one result refers to, and is not there."""
    if result.community_code != code:
        message = f"“community_code”是“{result.community_code}”，和文件名“{code}”不一样。"
        yield Flaw("community_code", "other_community", message + "请移到它的文件，或改正。")
    if result.field not in held.fields:
        yield Flaw("field", "unknown_field", unknown("领域", result.field, held.fields))
    for photo in result.photos:
        if photo.file not in held.photos:
            message = f"没有照片“{photo.file}”。请放到 published/photos/ 里，或删掉这一项。"
            yield Flaw("photos", "missing_photo", message)


def _notices(year: Year, files: Sequence[PublishedFile]) -> Iterator[Problem]:
    """What was taken down or merged: its number must not be published as well."""
    sources: tuple[Source[Any], ...] = (year.withdrawn, year.merged)
    for source in sources:
        for place, number in repeated([each.issue_no for each in source.holds]):
            yield noted(source, "repeated", f"编号“{number}”写了两次。请留一个。", place, "issue_no")
        for place, each in enumerate(source.holds):
            if not is_issue_no(each.issue_no):
                message = f"编号“{each.issue_no}”的写法不对，要像 2022-000123。"
                yield noted(source, "issue_no", message, place, "issue_no")
            if (place_of_it := _place(each.issue_no, files)) is not None:
                message = f"“{each.issue_no}”仍在公示（{place_of_it}）。请删掉其中一处。"
                yield noted(source, "still_published", message, place, "issue_no")
    gone = {each.issue_no for each in year.withdrawn.holds}
    for place, merged in enumerate(year.merged.holds):
        if merged.issue_no in gone:
            message = f"“{merged.issue_no}”已经撤下，不能又写成合并。请留一个。"
            yield noted(year.merged, "repeated", message, place, "issue_no")
        if _place(merged.into, files) is None and merged.into not in gone:
            message = f"合并到的“{merged.into}”没有公示。请核对编号。"
            yield noted(year.merged, "unknown_result", message, place, "into")


def _withdrawn(year: Year) -> Iterator[Problem]:
    """Each was taken down on a day, which its page tells."""
    for place, withdrawn in enumerate(year.withdrawn.holds):
        if not is_whole_day(withdrawn.withdrawn_on):
            message = f"“withdrawn_on”写的是“{withdrawn.withdrawn_on}”，要写成真有的日期，例如 2022-06-10。"
            yield noted(year.withdrawn, "wrong_value", message, place, "withdrawn_on")


def _photos(year: Year, in_texts: Container[str]) -> Iterator[Problem]:
    named = {name for result in year.gists for name in result.photos} if year.photos else ()
    for photo in year.photos:
        if photo.name not in named and addresses.photo(year.year, photo.name) not in in_texts:
            message = "没有一件公示的事用到这张照片，它不会公开。请删掉它，或写进那件事里。"
            yield Problem(photo.file, 0, "unused_photo", message, "warning")
        if PurePath(photo.name).suffix.lower() not in PICTURES or _UNLINKED.search(photo.name):
            message = "照片的名字要以 .jpg、.png 或 .webp 结尾，里面不能有 #、? 和 %20 这样的写法。请改名。"
            yield Problem(photo.file, 0, "photo", message)
        seen = picture(photo.data)
        if seen is None:
            yield Problem(photo.file, 0, "photo", "这不是完好的 JPEG 或 PNG 图片。请另存后再放进来。")
        elif seen.tells:
            message = f"图片文件里还带着{seen.tells}。{HOW_TO_MEND}。"
            yield Problem(photo.file, 0, "photo_metadata", message)
