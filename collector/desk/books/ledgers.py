"""The ledgers (台账) as the office keeps them: every line made from the records, nothing typed twice (S16).

Columns come from `ledgers.yaml`; R6.2 says how a sheet looks, R6.3 what stands in it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.books.hardship_ledger import hardship_lines, hardship_records
from collector.desk.books.issue_ledgers import callback_lines, callback_records, issue_lines, issue_records
from collector.desk.books.roster_ledger import COLUMNS, roster_lines, roster_records
from collector.desk.books.score_ledgers import finding_lines, finding_records, score_lines, score_records
from collector.desk.books.sheets import Line, as_csv, as_xlsx, stamp
from collector.desk.books.visit_ledger import visit_lines, visit_records
from collector.desk.oversight.flagging import SUPERVISORS
from collector.desk.people.access import CONTACT_OFFICE, LEDGER_OFFICE, may_see_case, require
from collector.desk.publishing.masking import masked, masked_by_form
from collector.errors import NotAllowed
from collector.rules.issues.reconcile import LEVELS
from collector.rules.people.account import COMMAND_LINE, Account

TITLES: Mapping[str, str] = {
    "visits": "入户走访台账",
    "issues": "问题整改台账",
    "hardship": "特殊困难群体台账",
    "callbacks": "回访台账",
    "findings": "问题认定台账",
    "scores": "综合考核计分表",
    "roster": "户册",
}
# Who may take which ledger away; those of a community or unit get their own lines only.
TAKERS: Mapping[str, frozenset[str]] = {
    "visits": LEDGER_OFFICE | {"community_collator", "secretary", "sponsor"},
    "issues": LEDGER_OFFICE | {"community_collator", "secretary", "sponsor"},
    "hardship": LEDGER_OFFICE | {"community_collator", "secretary"},
    "callbacks": LEDGER_OFFICE | {"community_collator", "secretary"},
    "findings": frozenset(SUPERVISORS),
    "scores": frozenset(SUPERVISORS),
    "roster": CONTACT_OFFICE,
}
# What people wrote freely (原话), by ledger.
WORDS: Mapping[str, frozenset[str]] = {
    "visits": frozenset({"issues_raised", "answered_on_spot", "note"}),
    "issues": frozenset({"text", "proposal", "outcome"}),
    "hardship": frozenset({"policies", "gap", "measures"}),
    "callbacks": frozenset({"text"}),
    "findings": frozenset({"evidence"}),
    "scores": frozenset(),
}
# What says of a household that it is to be visited first or in hardship: no matter of a whole unit.
HOUSEHOLD_MARKS = frozenset({"household_kind", "is_hardship"})
LEFT_OUT = "（略）"
SAID_OF_LEFT_OUT = f"　{LEFT_OUT}是单位里别人经手的，原话和户的标记不列"


class Only(msgspec.Struct, frozen=True, kw_only=True):
    """What a ledger is narrowed to (筛选): a community, the level that collected, a unit; "" is all."""

    community: str = ""
    level: str = ""
    unit: str = ""

    def fits(self, line: Mapping[str, Any]) -> bool:
        """Say whether a line, or a record, is within; lines say so under names no column has."""
        return (
            self.community in ("", line.get("community_code", ""))
            and self.level in ("", line.get("level", ""))
            and self.unit in ("", line.get("unit_code", line.get("unit", "")))
        )


def export(desk: Desk, account: Account, kind: str, form: str, only: Only | None = None) -> bytes:
    """A ledger as a file (导出): `kind` one of TITLES, `form` xlsx, csv or json.

    Exporter, time and filter stand inside xlsx and csv, and in the trail with the chain's head; json is
    records and nothing else. Whoever may not see all contacts gets texts with what identifies people masked,
    and no json, in which records are whole; somebody of a unit gets no texts about what colleagues did.
    """
    is_masked = account.role not in CONTACT_OFFICE | {"admin"}
    if form == "json" and is_masked:
        raise NotAllowed("json_is_whole", "json 里的原话不打码，只给看得到联系方式的人。请选 xlsx 或 csv。")
    wanted = _own(account, kind, only or Only())
    said = _said(desk, wanted)
    detail = f"{form}，{said}，{desk.store.head()}"
    desk.note(account, "exported", of=kind, detail=detail)
    if form == "json":
        return msgspec.json.encode([each for each in RECORDS[kind](desk) if wanted.fits(each)])
    told = stamp(desk, account, said) + (SAID_OF_LEFT_OUT if account.is_of_unit else "")
    return _file(desk, kind, form, wanted, told, reader=account if is_masked else None)


def file_of_ledger(desk: Desk, kind: str, form: str, only: Only) -> bytes:
    """A ledger for the archive (归档的台账): nothing in it depends on who asks for it, or when."""
    told = f"填报单位：{desk.year.site.publisher}　范围：{_said(desk, only)}"
    return _file(desk, kind, form, only, told)


def _file(desk: Desk, kind: str, form: str, only: Only, told: str, *, reader: Account | None = None) -> bytes:
    """A ledger with everything in it, or as somebody may read it who may not see all contacts."""
    lines = [line for line in LINES[kind](desk) if only.fits(line)]
    if reader:
        lines = [_as_read_by(desk, reader, kind, line) for line in lines]
    numbered = [{**line, "row_no": str(n)} for n, line in enumerate(lines, 1)]
    columns = COLUMNS if kind == "roster" else getattr(desk.year.ledgers, kind)
    if form == "csv":
        return as_csv(columns, numbered, told)
    return as_xlsx(TITLES[kind], told, columns, numbered)


def _as_read_by(desk: Desk, reader: Account, kind: str, line: Line) -> Line:
    """A line masked (打码), and of a colleague's doings only what a unit reports and counts (S39, S56)."""
    is_whole = not reader.is_of_unit or _is_theirs(desk, reader, line)
    left_out = frozenset() if is_whole else WORDS[kind] | HOUSEHOLD_MARKS

    def told(name: str, text: str) -> str:
        if text and name in left_out:
            return LEFT_OUT
        return masked(desk, text) if name in WORDS[kind] else masked_by_form(text)

    return {name: told(name, text) for name, text in line.items()}


def _is_theirs(desk: Desk, reader: Account, line: Line) -> bool:
    """Say whether somebody of a unit was there, or may open the case."""
    case = desk.cases.case(line.get("issue_no", ""))
    return may_see_case(reader, case) if case else line.get("visited_by") == reader.username


def _own(account: Account, kind: str, only: Only) -> Only:
    """The filter narrowed to what is theirs; those of the office may ask for anything."""
    if account is COMMAND_LINE:
        return only
    require(account, *TAKERS[kind])
    if account.is_of_community:
        return msgspec.structs.replace(only, community=account.community_code or "")
    return msgspec.structs.replace(only, unit=account.unit_code or "") if account.is_of_unit else only


def _said(desk: Desk, only: Only) -> str:
    names = (desk.unit_name(only.community), LEVELS.get(only.level, ""), desk.unit_name(only.unit))
    return "、".join(filter(None, names)) or "全部"


RECORDS: Mapping[str, Callable[[Desk], Iterator[dict[str, Any]]]] = {
    "visits": visit_records,
    "issues": issue_records,
    "hardship": hardship_records,
    "callbacks": callback_records,
    "findings": finding_records,
    "scores": score_records,
    "roster": roster_records,
}
LINES: Mapping[str, Callable[[Desk], Iterator[Line]]] = {
    "visits": visit_lines,
    "issues": issue_lines,
    "hardship": hardship_lines,
    "callbacks": callback_lines,
    "findings": finding_lines,
    "scores": score_lines,
    "roster": roster_lines,
}
