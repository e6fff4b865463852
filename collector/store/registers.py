"""Named tables and look-ups (登记簿): records in, records out, documents only below here."""

import operator
from collections import Counter as Counts
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any, Generic, TypeVar

import msgspec
from tinydb import where
from tinydb.queries import QueryInstance

from collector.rules.homes.hardship import Hardship, HouseholdPlan, Measure
from collector.rules.homes.household import Household, Resident
from collector.rules.issues.calendar_change import CalendarKept
from collector.rules.issues.deputy import Deputy
from collector.rules.issues.issue import Case, Issue, Step, Words
from collector.rules.keeping.new_year import YearOpened
from collector.rules.oversight.finding import Finding, FindingStep
from collector.rules.oversight.flag import Ruling
from collector.rules.oversight.meeting import Decision, Meeting
from collector.rules.oversight.phase import Closing, PlanDocument, Tick, Training
from collector.rules.oversight.score import Talk
from collector.rules.people.account import Account, Factor, Ticket
from collector.rules.publishing.draft import Draft
from collector.rules.publishing.photo import PhotoFile
from collector.rules.publishing.restored import Restored
from collector.rules.residents.callback import CallbackLink
from collector.rules.residents.complaint import Complaint
from collector.rules.residents.look_back import Sample
from collector.rules.visiting.correction import Correction
from collector.rules.visiting.coverage import Figures
from collector.rules.visiting.outing import Outing
from collector.rules.visiting.paper import BlankForm
from collector.rules.visiting.quota import QuotaLine, Snapshot
from collector.rules.visiting.visit import Visit
from collector.store.storage import Store, StoreTable

Record = TypeVar("Record", bound=msgspec.Struct)


class Register(Generic[Record]):
    """One table of one type of record (簿); `key` is the field that names a record in it."""

    def __init__(self, store: Store, table: str, kind: type[Record], key: str) -> None:
        self.table: StoreTable = store.table(table)
        self._kind = kind
        self.key = key

    def add(self, record: Record) -> None:
        """Append a record; for ledgers, whose records never change."""
        self.table.insert(msgspec.to_builtins(record))

    def put(self, record: Record) -> None:
        """Store a record in place of the one with the same key, whole."""
        found = self.table.search(where(self.key) == getattr(record, self.key))
        self.table.remove(doc_ids=[document.doc_id for document in found])
        self.add(record)

    def amend(self, changes: Mapping[str, object], **fields: str) -> int:
        """Change what `having` would find, each where it stands, so that a ledger keeps its order (更正)."""
        return len(self.table.update(changes, self._wanted(fields)))

    def replace(self, record: Record) -> None:
        """Store a record where the one with the same key stands, so that a ledger keeps its order (更正)."""
        fields = msgspec.to_builtins(record)

        def work(document: dict[str, Any]) -> None:
            document.clear()
            document.update(fields)

        self.table.update(work, where(self.key) == getattr(record, self.key))

    def get(self, key: str) -> Record | None:
        document = self.table.get(where(self.key) == key)
        return None if document is None else self._read(document)

    def having(self, **fields: str) -> list[Record]:
        """All records whose fields have these values, in the order they were added."""
        return [self._read(document) for document in self.table.search(self._wanted(fields))]

    def remove(self, **fields: str) -> int:
        """Remove what `having` would find, for good; returns how many. Only for erasable records."""
        return len(self.table.remove(self._wanted(fields)))

    def __iter__(self) -> Iterator[Record]:
        return (self._read(document) for document in self.table)

    def __len__(self) -> int:
        return len(self.table)

    def has_field(self, name: str) -> bool:
        return name in self._kind.__struct_fields__

    def _wanted(self, fields: Mapping[str, str]) -> QueryInstance:
        queries: list[QueryInstance] = [where(name) == value for name, value in fields.items()]
        return reduce(operator.and_, queries)

    def _read(self, document: Any) -> Record:
        return msgspec.convert(dict(document), self._kind)


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered to a submission (回执), so that a resend gets the same answer.

    `code` is made of kind, id and author; `digest` tells the same content from other content, `sent` the same
    fields of a form, whatever they would come to today.
    """

    code: str
    digest: str
    answer: dict[str, Any]
    sent: str = ""


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """The last number given out (编号) under a prefix such as `V2022`; numbers are never used twice.

    Under `ANY` stands what a prefix begins after that no number was given out of yet, once one was restored.
    """

    code: str
    last: int


ANY = "*"
# Fields that name a record and no other.
OWN = ("no", "code")


class Registers:
    """Every register of the store (全部登记簿)."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.accounts = Register(store, "accounts", Account, "username")
        self.factors = Register(store, "factors", Factor, "username")
        self.deputies = Register(store, "deputies", Deputy, "no")
        self.tickets = Register(store, "tickets", Ticket, "digest")
        self.households = Register(store, "households", Household, "code")
        self.residents = Register(store, "residents", Resident, "household_code")
        self.visits = Register(store, "visits", Visit, "no")
        self.corrections = Register(store, "corrections", Correction, "of")
        self.issues = Register(store, "issues", Issue, "no")
        self.steps = Register(store, "steps", Step, "issue_no")
        self.words = Register(store, "words", Words, "of")
        self.drafts = Register(store, "drafts", Draft, "issue_no")
        self.publications = Register(store, "publications", Draft, "issue_no")
        self.callback_links = Register(store, "callback_links", CallbackLink, "digest")
        self.complaints = Register(store, "complaints", Complaint, "no")
        self.rulings = Register(store, "rulings", Ruling, "code")
        self.findings = Register(store, "findings", Finding, "no")
        self.finding_steps = Register(store, "finding_steps", FindingStep, "of")
        self.talks = Register(store, "talks", Talk, "no")
        self.hardships = Register(store, "hardships", Hardship, "household_code")
        self.plans = Register(store, "household_plans", HouseholdPlan, "no")
        self.measures = Register(store, "measures", Measure, "no")
        self.figures = Register(store, "figures", Figures, "code")
        self.calendars = Register(store, "calendars", CalendarKept, "code")
        self.counters = Register(store, "counters", Counter, "code")
        self.submissions = Register(store, "submissions", Submission, "code")
        self.samples = Register(store, "samples", Sample, "no")
        self.outings = Register(store, "outings", Outing, "no")
        self.years = Register(store, "years", YearOpened, "code")
        self.quotas = Register(store, "quotas", QuotaLine, "code")
        self.meetings = Register(store, "meetings", Meeting, "no")
        self.decisions = Register(store, "decisions", Decision, "no")
        self.ticks = Register(store, "ticks", Tick, "code")
        self.plan_documents = Register(store, "plan_documents", PlanDocument, "place")
        self.trainings = Register(store, "trainings", Training, "no")
        self.closings = Register(store, "closings", Closing, "phase")
        self.snapshots = Register(store, "snapshots", Snapshot, "code")
        self.photos = Register(store, "photos", PhotoFile, "code")
        self.restored = Register(store, "restored", Restored, "code")
        self.blank_forms = Register(store, "blank_forms", BlankForm, "no")

    def naming_households(self) -> list[Register[Any]]:
        """Every register whose records say which household they are about (涉户登记簿)."""
        return [each for each in self._every() if each.has_field("household_code")]

    def numbered_twice(self) -> Iterator[tuple[str, str]]:
        """Every number that two records of one register bear (重号), with its table."""
        for register in self._every():
            if register.key in OWN:
                given = Counts(each[register.key] for each in register.table if register.key in each)
                yield from ((register.table.name, number) for number, count in given.items() if count > 1)

    def _every(self) -> list[Register[Any]]:
        return [each for each in vars(self).values() if isinstance(each, Register)]

    def case(self, issue_no: str) -> Case | None:
        """One issue with its steps and words, read afresh."""
        issue = self.issues.get(issue_no)
        if issue is None:
            return None
        steps = sorted(self.steps.having(issue_no=issue_no), key=lambda step: step.seq)
        words = {each.part: each.text for each in self.words.having(of=issue_no)}
        return Case(issue, tuple(steps), words)

    def texts(self) -> dict[str, dict[str, str]]:
        """All that was typed freely (原话), by the number of what it is about and by part."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for each in self.words:
            found[each.of][each.part] = each.text
        return found

    def next_no(self, prefix: str) -> str:
        """Give out the next number, such as 2022-000123; only inside an act."""
        return f"{prefix}-{self.next_count(prefix):06d}"

    def count_from(self, number: str) -> None:
        """Never give out a number below one that came from elsewhere; only inside an act."""
        prefix, _, count = number.rpartition("-")
        last = self.last_count(prefix)
        if self.counters.get(prefix) is None or last < int(count):
            self.counters.put(Counter(code=prefix, last=max(last, int(count))))

    def last_count(self, prefix: str) -> int:
        """How far was counted under a prefix (编到几号); 0 where nothing was."""
        counter = self.counters.get(prefix) or self.counters.get(ANY)
        return counter.last if counter else 0

    def skip(self, count: int) -> dict[str, tuple[int, int]]:
        """Give the next so many numbers of every prefix to nobody (跳号); only inside an act."""
        before = {ANY: 0} | {each.code: each.last for each in self.counters}
        for code, last in before.items():
            self.counters.put(Counter(code=code, last=last + count))
        return {code: (last, last + count) for code, last in before.items()}

    def next_count(self, prefix: str) -> int:
        """Count one further under a prefix, from 1; only inside an act."""
        counted: list[int] = []

        def count(document: dict[str, Any]) -> None:
            document["last"] += 1
            counted.append(document["last"])

        self.counters.table.update(count, where("code") == prefix)
        if not counted:
            counted.append(self.last_count(prefix) + 1)
            self.counters.add(Counter(code=prefix, last=counted[0]))
        return counted[0]
