"""One campaign's results, sorted and counted for the pages that tell of them (一年概览)."""

import datetime
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain, takewhile

from generator import addresses, wording
from generator.campaign import deadline, progress
from generator.campaign.configuration import Site
from generator.campaign.counts import Counts, total
from generator.campaign.places import Community
from generator.campaign.records import ANSWERED, CoverageRow, Gist, PublishedResult
from generator.campaign.workdays import Calendar
from generator.order import Part, in_their_order, part_of
from generator.page_frame import Link
from generator.parts import ResultRow, Standing, Tally
from generator.pictures.share_card import Card
from generator.reading.content import Photo, Year
from generator.reading.moment import to_moment
from generator.reading.published import Line, PublishedFile, counts, solved_last, waiting
from generator.remembering.digests import digest
from generator.tallies import given, tallies_by

# Gives all of a result.
Read = Callable[[Gist], PublishedResult]
# Who asked for so many neighbours one by one gets the rest at once.
AHEAD = 4


class Overview:
    """One campaign's results in the order in which they are read, with all counts (一年概览)."""

    def __init__(self, year: Year, site: Site, today: datetime.date | None, calendar: Calendar) -> None:
        # Of this overview alone: what is kept by the class would keep every edition that ever was.
        self._overdue_since = cache(self._first_late_day)
        self._is_past = cache(self._is_over)
        self.skipped = cache(self._rest_days)
        self.year = year
        self.number = year.year
        self.today = today
        self.is_current = year.year == site.current_year
        self._site_name = site.short_name
        self._calendar = calendar
        self.campaign = year.campaign.holds
        self.communities = year.places.holds.communities
        self.community_names = {each.code: each.name for each in self.communities}
        self.field_labels = self.campaign.field_labels()
        self.order = in_their_order(
            year.campaign.file, {each.file: self._part(each) for each in year.published}
        )
        self.overdue = frozenset().union(*(part.late for part in self.order.parts.values()))
        self.late = Counter(self.order.by_number[number].gist.community_code for number in self.overdue)

    @property
    def lines(self) -> list[Line]:
        """All results, those published last first."""
        return self.order.lines

    def _part(self, file: PublishedFile) -> Part:
        late = frozenset(each.issue_no for each in waiting(file) if self._is_overdue(each))
        return part_of(file, late)

    def record(self, result: Gist) -> PublishedResult:
        """All of a published result."""
        return self._file_of(result).record(result.issue_no)

    def source_of(self, issue_no: str) -> str:
        """File and line in which a result stands, for whoever is to mend it."""
        file = next(each for each in self.year.published if issue_no in each.places)
        return f"{file.file}:{[*file.lines][file.places[issue_no]]}"

    def _file_of(self, result: Gist) -> PublishedFile:
        return next(file for file in self._files[result.community_code] if result.issue_no in file.places)

    def reading(self, results: Sequence[Gist]) -> Read:
        """Gives all of any of some neighbours: who asks for a few will want most, which are read at once."""
        asked = 0
        known: dict[str, PublishedResult] = {}

        def record(result: Gist) -> PublishedResult:
            nonlocal asked
            asked += 1
            if asked == AHEAD:
                file = self._file_of(result)
                numbers = sorted(each.issue_no for each in results if each.issue_no in file.places)
                known.update(zip(numbers, file.records(numbers), strict=True))
            return known.get(result.issue_no) or self.record(result)

        return record

    @cached_property
    def _files(self) -> Mapping[str, list[PublishedFile]]:
        """The files of each community; most have one."""
        found: dict[str, list[PublishedFile]] = {code: [] for code in self.community_names}
        for file in self.year.published:
            found.setdefault(file.community_code, []).append(file)
        return found

    @cached_property
    def community_links(self) -> dict[str, Link]:
        return {
            code: Link(text=name, href=addresses.community(self.number, code))
            for code, name in self.community_names.items()
        }

    @cached_property
    def field_links(self) -> dict[str, Link]:
        return {
            code: Link(text=label, href=addresses.field(self.number, code))
            for code, label in self.field_labels.items()
        }

    @cached_property
    def community_cards(self) -> dict[str, Card]:
        return {
            code: self._card(addresses.community(self.number, code), name, wording.ON_COMMUNITY_CARD)
            for code, name in self.community_names.items()
        }

    @cached_property
    def field_cards(self) -> dict[str, Card]:
        return {
            code: self._card(addresses.field(self.number, code), name, wording.ON_FIELD_CARD)
            for code, name in self.field_labels.items()
        }

    def _card(self, address: str, name: str, below: str) -> Card:
        return Card(address, self._site_name, name, below)

    def row(self, result: Gist) -> ResultRow:
        """A line of a list; the same wherever the result is listed."""
        return ResultRow(
            issue_no=result.issue_no,
            href=addresses.result(result.issue_no),
            title=result.title,
            state=result.state,
            is_closed=result.closed_on is not None,
            community=self.community_names[result.community_code],
            field=self.field_labels[result.field],
            timing=wording.timing(result, result.issue_no in self.overdue),
        )

    def rows(self, lines: Iterable[Line]) -> tuple[ResultRow, ...]:
        return tuple([self.row(line.gist) for line in lines])

    def as_of(self, results: Iterable[Gist], *others: str) -> str:
        """数据截至 of a page that tells nothing but these results, and what was published at `others`.

        It is the moment of the latest that the page tells, so that such a page stays as it is until something
        on it changes; and never earlier than a PubDate on it (R1.2, R1.7).
        """
        day = max(map(self._told_on, results), default="")
        return max(f"{day} 00:00" if day else "", *others, "")

    def _told_on(self, result: Gist) -> str:
        """The day since which all that is said of a result holds: published, changed, or overdue since."""
        day = max(result.published_on, result.changed_on or "")
        if result.issue_no not in self.overdue:
            return day
        until = result.extended_to or result.due_on
        return max(day, self._overdue_since(until)) if until else day

    def _first_late_day(self, until: str) -> str:
        """The first day on which a result with this limit is late (R4.5)."""
        if len(until) == len("2022-06"):
            next_month = datetime.date.fromisoformat(f"{until}-28") + datetime.timedelta(days=4)
            return next_month.replace(day=1).isoformat()
        return self._calendar.after(datetime.date.fromisoformat(until), 1).day.isoformat()

    @cached_property
    def photos(self) -> dict[str, Photo]:
        """The pictures of results by the names of their files."""
        return {each.name: each for each in self.year.photos}

    def shown_photos(self, in_texts: Container[str]) -> Iterator[tuple[str, Photo]]:
        """The pictures that a published result or a text shows, by address; the others are not published."""
        named = {name for line in self.lines for name in line.gist.photos} if self.photos else ()
        for name, photo in self.photos.items():
            address = addresses.photo(self.number, name)
            if name in named or address in in_texts:
                yield address, photo

    def photo_mark(self, name: str) -> bytes:
        """What stands for a photo and all that it shows."""
        return self._photo_marks[name]

    @cached_property
    def _photo_marks(self) -> dict[str, bytes]:
        return {each.name: digest(each.data) for each in self.year.photos}

    def _is_overdue(self, result: Gist) -> bool:
        """Late by the extended date where there is one; a month is late when it is over."""
        until = result.extended_to or result.due_on
        if result.state in ANSWERED or until is None or self.today is None:
            return False
        if len(until) == len("2022-06"):
            return self.today.isoformat()[:7] > until
        return self._is_past(until, self.today)

    def _is_over(self, until: str, today: datetime.date) -> bool:
        return deadline.is_overdue(today, datetime.date.fromisoformat(until), self._calendar)

    def _rest_days(self, received_on: str, limit: int) -> tuple[datetime.date, ...]:
        """The rest days between the day received and the due day (R4.2)."""
        return self._calendar.after(datetime.date.fromisoformat(received_on), limit).skipped

    def of_year(self, text: str) -> str:
        """A heading; that of a page of another year than the current one names its year."""
        return text if self.is_current else f"{text}（{self.number}年）"

    def in_year(self, written: str) -> str:
        """A day of the campaign; on a page of another year than the current one with its year."""
        return wording.short_day(written) if self.is_current else wording.day(written)

    # Counts: of the whole campaign where coverage.yaml gives them, else of what is published.

    @property
    def has_coverage(self) -> bool:
        return self.year.coverage is not None

    @cached_property
    def counted_at(self) -> datetime.datetime | None:
        """The moment the counts are of, where they are given (统计截至)."""
        return to_moment(self.year.coverage.holds.as_of) if self.year.coverage else None

    @property
    def until(self) -> str | None:
        """The day the counts are of, in words."""
        counted_on = self.counted_at.date() if self.counted_at else self.today
        return self.in_year(counted_on.isoformat()) if counted_on else None

    @property
    def told_as_of(self) -> str | None:
        """数据截至 of pages about counts of another year; those of the current one have the edition's."""
        return wording.moment(self.counted_at) if self.counted_at and not self.is_current else None

    @cached_property
    def street(self) -> CoverageRow:
        if self.year.coverage is not None:
            return self.year.coverage.holds.street
        return progress.row(self.counts, len(self.overdue))

    @cached_property
    def counts(self) -> Counts:
        """What is counted of all published results."""
        return total(map(counts, self.year.published))

    @cached_property
    def counts_in(self) -> Mapping[str, Counts]:
        """The same by community."""
        return {code: total(map(counts, files)) for code, files in self._files.items()}

    @cached_property
    def coverage_rows(self) -> dict[str, CoverageRow]:
        """Counts by community; a community that nobody was heard of from yet has noughts (S62)."""
        if self.year.coverage is not None:
            given = {each.community_code: each for each in self.year.coverage.holds.communities}
            return {code: given.get(code, progress.NO_COVERAGE) for code in self.community_names}
        return {code: progress.row(self.counts_in[code], self.late[code]) for code in self.community_names}

    @cached_property
    def field_tallies(self) -> dict[str, Tally]:
        if self.year.coverage is not None and self.year.coverage.holds.fields:
            rows = {each.field: each for each in self.year.coverage.holds.fields}
            return {code: given(rows.get(code)) for code in self.field_labels}
        tallies = tallies_by("field", self.counts)
        return {code: tallies[code] for code in self.field_labels}

    def community_tally(self, code: str) -> Tally:
        row = self.coverage_rows[code]
        return Tally(issues=row.issues, resolved=row.resolved, explained=row.explained)

    def solved_since(self, code: str, day: str) -> list[Gist]:
        """What was solved in a community and no sheet could have on a day or before; the last first."""
        runs = (takewhile(lambda each: each[0] > day, solved_last(file)) for file in self._files[code])
        new = sorted(chain.from_iterable(runs), key=lambda each: (each[0], each[1].order), reverse=True)
        return [line.gist for _, line in new]

    def community_standings(self) -> tuple[Standing, ...]:
        return tuple(
            self.community_standing(each, self.community_tally(each.code)) for each in self.communities
        )

    def community_standing(self, community: Community, tally: Tally) -> Standing:
        return Standing(
            code=community.code,
            name=community.name,
            href=addresses.community(self.number, community.code),
            about=community.about,
            tally=tally,
        )

    def field_standings(self) -> tuple[Standing, ...]:
        return tuple(self.field_standing(code, tally) for code, tally in self.field_tallies.items())

    def field_standing(self, code: str, tally: Tally) -> Standing:
        about = {each.code: each.about for each in self.campaign.fields}
        return Standing(
            code=code,
            name=self.field_labels[code],
            href=addresses.field(self.number, code),
            about=about.get(code, ""),
            tally=tally,
        )
