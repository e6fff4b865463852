"""The five rates at the desk (指标, R6.1): the same counts and definitions residents read, told in full.

Counting is `coverage`'s, what a rate means is `progress`'s; here they only meet.
"""

import msgspec

from collector.desk import Desk
from collector.desk.books.sheets import as_csv, as_xlsx, stamp
from collector.desk.people.access import LEDGER_OFFICE, require
from collector.desk.visiting import coverage
from collector.rules.people.account import Account
from collector.rules.visiting.coverage import INTERNAL
from generator.campaign.configuration import LedgerColumn
from generator.campaign.progress import SMALLEST_BASE, Rate, handling_rates, visiting_rates
from generator.campaign.records import CoverageRow

TITLE = "指标"
COLUMNS = tuple(
    LedgerColumn(key=key, title=title, width=width)
    for key, title, width in (
        ("place", "范围", 14),
        ("name", "指标", 12),
        ("count", "分子", 8),
        ("total", "分母", 8),
        ("percent", "比例", 14),
        ("definition", "怎么算", 50),
        ("period", "统计期间", 24),
        ("as_of", "数据截至", 18),
    )
)


class Place(msgspec.Struct, frozen=True):
    """The rates of the whole street or of one community (范围)."""

    code: str
    name: str
    rates: tuple[Rate, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All rates (指标表), with the period they are of and the moment they are as of."""

    since: str
    as_of: str
    places: tuple[Place, ...]


def report(desk: Desk, account: Account) -> Report:
    """Every rate of the street and of each community, in the order of places.yaml; no ranking."""
    require(account, *LEDGER_OFFICE)
    counted = coverage.count(desk).communities
    total = {name: sum(row[name] for row in counted.values()) for name in next(iter(counted.values()))}
    places = [Place("", desk.year.places.subdistrict, rates_of(total))]
    places += [Place(code, desk.unit_name(code), rates_of(row)) for code, row in counted.items()]
    since = desk.year.campaign.counted_since(desk.today()).isoformat()
    return Report(since=since, as_of=desk.now(), places=tuple(places))


def rates_of(counts: dict[str, int]) -> tuple[Rate, ...]:
    """The rates that follow from some counts."""
    told = {name: count for name, count in counts.items() if name not in INTERNAL}
    row = msgspec.convert(told, CoverageRow)
    return visiting_rates(row) + handling_rates(row)


def export(desk: Desk, account: Account, form: str) -> bytes:
    """The same as a file (导出指标), csv or xlsx; who took it away is in the trail."""
    found = report(desk, account)
    period = f"{found.since} 至 {found.as_of[:10]}"
    as_of = found.as_of[:16].replace("T", " ")
    desk.act(
        lambda: desk.note(account, "exported", of="figures", detail=f"{form}，全部，{desk.store.head()}")
    )
    lines = [
        {
            "place": place.name,
            "name": rate.name,
            "count": str(rate.count),
            "total": str(rate.total),
            "percent": percent(rate),
            "definition": rate.definition,
            "period": period,
            "as_of": as_of,
        }
        for place in found.places
        for rate in place.rates
    ]
    told = stamp(desk, account, "全部")
    return as_csv(COLUMNS, lines, told) if form == "csv" else as_xlsx(TITLE, told, COLUMNS, lines)


def percent(rate: Rate) -> str:
    """How a rate reads: no percentage of a small total."""
    return f"不足 {SMALLEST_BASE}，不算比例" if rate.percent is None else f"{rate.percent}%"
