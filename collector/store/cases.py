"""Every case in memory (案卷总览): folded from what changed, so that a list never re-reads the store."""

import datetime
import gc
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar, cast

import msgspec

from collector.rules.homes.household import Household, Resident
from collector.rules.issues.issue import Case, Issue, Step, Words
from collector.rules.issues.standing import Standing, standing
from collector.rules.keeping.new_year import YearOpened
from collector.rules.oversight.meeting import Decision, Meeting
from collector.rules.publishing.draft import Draft
from collector.rules.visiting.correction import Correction
from collector.rules.visiting.outing import Outing
from collector.rules.visiting.quota import QuotaLine
from collector.rules.visiting.visit import Visit, is_of_year
from collector.store.storage import Change, Store
from generator.campaign.configuration import Limits
from generator.campaign.workdays import Calendar

T = TypeVar("T")
Record = TypeVar("Record", bound=msgspec.Struct)

# What a case is made of.
CASE_TABLES = frozenset({"issues", "steps", "words"})
# So many changes taken in at once are the whole store, or a roster: they stay as long as the process.
BULK = 10_000
# What is worked out for a community follows from these, and from who is who.
OF_COMMUNITY = frozenset({"visits", "households", "outings"})


class Shelf(Generic[Record]):
    """The records of one table as they stand (架), grouped by a field and, if they name one, by community."""

    def __init__(self, kind: type[Record], key: str) -> None:
        self._kind = kind
        self._key = key
        self._has_community = "community_code" in kind.__struct_fields__
        self._by_id: dict[int, Record] = {}
        self._groups: dict[str, dict[int, Record]] = {}
        self._communities: dict[str, dict[int, Record]] = {}

    def fold(self, doc_id: int, document: Mapping[str, Any] | None) -> set[str]:
        """Take what became of a document; returns the keys whose group is no longer the same."""
        touched = set()
        before = self._by_id.pop(doc_id, None)
        if before is not None:
            key = getattr(before, self._key)
            del self._groups[key][doc_id]
            touched.add(key)
            if self._has_community:
                del self._communities[before.community_code][doc_id]  # type: ignore[attr-defined]
        if document is not None:
            record = msgspec.convert(document, self._kind)
            key = getattr(record, self._key)
            self._by_id[doc_id] = record
            self._groups.setdefault(key, {})[doc_id] = record
            touched.add(key)
            if self._has_community:
                community = record.community_code  # type: ignore[attr-defined]
                self._communities.setdefault(community, {})[doc_id] = record
        return touched

    def get(self, doc_id: int) -> Record | None:
        return self._by_id.get(doc_id)

    def of(self, key: str) -> list[Record]:
        return list(self._groups.get(key, {}).values())

    def within(self, community_code: str) -> list[Record]:
        return list(self._communities.get(community_code, {}).values())

    def one(self, key: str) -> Record | None:
        found = self.of(key)
        return found[-1] if found else None

    def all(self) -> list[Record]:
        return list(self._by_id.values())


class Cases:
    """The cases, their public texts, and what coverage is counted from; safe to use from many threads.

    Every question first takes in what was stored since the last one; with nothing new that is one look at
    the head of the store. With a `year`, lists are of its campaign: its visits, and the issues numbered in it
    or carried into it; everything else can still be asked for by number.
    """

    def __init__(self, store: Store, year: int | None = None) -> None:
        self._store = store
        self._year = year
        self._lock = threading.RLock()
        self._seq = 0
        self._issues = Shelf(Issue, "no")
        self._steps = Shelf(Step, "issue_no")
        self._words = Shelf(Words, "of")
        self._drafts = Shelf(Draft, "issue_no")
        self._publications = Shelf(Draft, "issue_no")
        self._visits = Shelf(Visit, "household_code")
        self._corrections = Shelf(Correction, "of")
        self._households = Shelf(Household, "code")
        self._residents = Shelf(Resident, "household_code")
        self._outings = Shelf(Outing, "no")
        self._meetings = Shelf(Meeting, "no")
        self._decisions = Shelf(Decision, "of")
        self._quotas = Shelf(QuotaLine, "code")
        self._years = Shelf(YearOpened, "code")
        self._past_visits = Shelf(Visit, "household_code")
        self._shelves: dict[str, Shelf[Any]] = {
            "issues": self._issues,
            "steps": self._steps,
            "words": self._words,
            "drafts": self._drafts,
            "publications": self._publications,
            "visits": self._visits,
            "corrections": self._corrections,
            "households": self._households,
            "residents": self._residents,
            "outings": self._outings,
            "meetings": self._meetings,
            "decisions": self._decisions,
            "quotas": self._quotas,
            "years": self._years,
        }
        self._made: dict[str, Case] = {}
        self._every: list[Case] | None = None
        self._kept: dict[str, tuple[datetime.date, frozenset[str], object]] = {}
        self._of_community: dict[str, dict[str, tuple[datetime.date, object]]] = {}
        self._stand: dict[str, tuple[Case, datetime.date, Standing]] = {}

    def all(self) -> list[Case]:
        """Every case of the year in the order of its number."""
        with self._refreshed():
            if self._every is None:
                theirs = filter(self._is_of_year, self._issues.all())
                self._every = [self._case(issue) for issue in sorted(theirs, key=lambda issue: issue.no)]
            return self._every.copy()

    def case(self, issue_no: str) -> Case | None:
        with self._refreshed():
            issue = self._issues.one(issue_no)
            return self._case(issue) if issue else None

    def draft(self, issue_no: str) -> Draft | None:
        """The public texts being worked on (草稿), or None."""
        with self._refreshed():
            return self._drafts.one(issue_no)

    def drafts(self) -> list[Draft]:
        with self._refreshed():
            return self._drafts.all()

    def publication(self, issue_no: str) -> Draft | None:
        """The public texts as approved (已审公示稿), or None."""
        with self._refreshed():
            return self._publications.one(issue_no)

    def publications(self) -> list[Draft]:
        with self._refreshed():
            return sorted(self._publications.all(), key=lambda each: each.issue_no)

    def visits(self) -> list[Visit]:
        with self._refreshed():
            return self._visits.all()

    def visits_of(self, household_code: str) -> list[Visit]:
        with self._refreshed():
            return self._visits.of(household_code)

    def visits_in(self, community_code: str) -> list[Visit]:
        with self._refreshed():
            return self._visits.within(community_code)

    def visits_to(self, community_code: str) -> list[Visit]:
        """The visits to the households that are of a community now, wherever they belonged on the day."""
        with self._refreshed():
            homes = self._households.within(community_code)
            return [visit for home in homes for visit in self._visits.of(home.code)]

    def corrections_of(self, visit_no: str) -> list[Correction]:
        """The corrections of a visit in the order they were made (更正)."""
        with self._refreshed():
            return sorted(self._corrections.of(visit_no), key=lambda each: each.seq)

    def corrected_visits(self) -> set[str]:
        """The numbers of all visits that were corrected."""
        with self._refreshed():
            return {each.of for each in self._corrections.all()}

    def households(self) -> list[Household]:
        with self._refreshed():
            return self._households.all()

    def households_in(self, community_code: str) -> list[Household]:
        with self._refreshed():
            return self._households.within(community_code)

    def household(self, code: str) -> Household | None:
        with self._refreshed():
            return self._households.one(code)

    def resident(self, household_code: str) -> Resident | None:
        with self._refreshed():
            return self._residents.one(household_code)

    def residents(self) -> list[Resident]:
        with self._refreshed():
            return self._residents.all()

    def outings(self) -> list[Outing]:
        """Every planned visiting day (走访日), in the order they come."""
        with self._refreshed():
            return sorted(self._outings.all(), key=lambda each: (each.on, each.slot, each.no))

    def standing(self, case: Case, today: datetime.date, limits: Limits, calendar: Calendar) -> Standing:
        """Where a case stands (办理进度), worked out once a day and case."""
        with self._lock:
            known = self._stand.get(case.no)
            if known is not None and known[0] is case and known[1] == today:
                return known[2]
            found = standing(case, today, limits, calendar)
            self._stand[case.no] = (case, today, found)
            return found

    def once(self, name: str, today: datetime.date, of: Iterable[str], make: Callable[[], T]) -> T:
        """What `make` works out of these tables, kept until one of them changes or the day does."""
        with self._refreshed():
            kept = self._kept.get(name)
            if kept is not None and kept[0] == today:
                return cast(T, kept[2])
            seq, made = self._seq, make()
            if seq == self._seq:
                self._kept[name] = (today, frozenset(of), made)
            return made

    def once_in(self, community_code: str, name: str, today: datetime.date, make: Callable[[], T]) -> T:
        """What `make` works out of a community's visits, households and planned days, and of all accounts.

        Kept until one of these changes or the day does; another community's changes leave it alone.
        """
        with self._refreshed():
            kept = self._of_community.get(community_code, {}).get(name)
            if kept is not None and kept[0] == today:
                return cast(T, kept[1])
            seq, made = self._seq, make()
            if seq == self._seq:
                self._of_community.setdefault(community_code, {})[name] = (today, made)
            return made

    def words_of(self, number: str) -> dict[str, str]:
        """What was typed freely about a thing, by part."""
        with self._refreshed():
            return {each.part: each.text for each in self._words.of(number)}

    def quotas(self) -> list[QuotaLine]:
        with self._refreshed():
            return self._quotas.all()

    def meetings(self) -> list[Meeting]:
        with self._refreshed():
            return self._meetings.all()

    def decisions(self) -> list[Decision]:
        with self._refreshed():
            return self._decisions.all()

    def decisions_of(self, meeting_no: str) -> list[Decision]:
        with self._refreshed():
            return self._decisions.of(meeting_no)

    def words(self) -> list[Words]:
        with self._refreshed():
            return self._words.all()

    def past_visits_of(self, household_code: str) -> list[Visit]:
        """The visits of earlier years to a household (往年的走访)."""
        with self._refreshed():
            return self._past_visits.of(household_code)

    def _is_of_year(self, issue: Issue) -> bool:
        if self._year is None or issue.no.startswith(f"{self._year}-"):
            return True
        opened = self._years.one(str(self._year))
        return opened is not None and issue.no in opened.carried

    def _shelf_of(self, change: Change) -> Shelf[Any] | None:
        """Where a document stands; a visit of another year apart from this one's."""
        if change.table != "visits" or self._year is None:
            return self._shelves.get(change.table)
        number = change.document["no"] if change.document else ""
        is_past = bool(number) and not is_of_year(number, self._year)
        return self._past_visits if is_past or self._past_visits.get(change.doc_id) else self._visits

    def _case(self, issue: Issue) -> Case:
        made = self._made.get(issue.no)
        if made is None:
            steps = sorted(self._steps.of(issue.no), key=lambda step: step.seq)
            made = Case(issue, tuple(steps), {each.part: each.text for each in self._words.of(issue.no)})
            self._made[issue.no] = made
        return made

    def _forget(self, record: Visit | Household | Outing) -> None:
        """Work out anew what was worked out for a record's community, and for that of a visit's household."""
        self._of_community.pop(record.community_code, None)
        home = self._households.one(record.household_code) if isinstance(record, Visit) else None
        if home is not None:
            self._of_community.pop(home.community_code, None)

    @contextmanager
    def _refreshed(self) -> Iterator[None]:
        """Hold the lock, with everything taken in that is on disk."""
        with self._lock:
            taken_in = 0
            for change in self._store.changes(self._seq):
                shelf = self._shelf_of(change)
                before = shelf.get(change.doc_id) if shelf else None
                touched = shelf.fold(change.doc_id, change.document) if shelf else set()
                if touched:
                    self._kept = {n: kept for n, kept in self._kept.items() if change.table not in kept[1]}
                if shelf and change.table in OF_COMMUNITY:
                    for record in filter(None, (before, shelf.get(change.doc_id))):
                        self._forget(record)
                elif change.table == "accounts":
                    self._of_community.clear()
                if change.table in CASE_TABLES or change.table == "years":
                    self._every = None
                    for key in touched:
                        self._made.pop(key, None)
                self._seq = change.seq
                taken_in += 1
            if taken_in >= BULK:
                # Else every full collection would walk over all of it: 140 ms with 20,000 households.
                gc.freeze()
            yield
