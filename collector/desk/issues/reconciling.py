"""Reconciliation at the desk (对账): the three ledgers, what was reported, and loops left open (S53, S59)."""

import msgspec

from collector.desk import Desk
from collector.desk.issues import escalation
from collector.desk.people.access import require
from collector.rules.issues.issue import Case
from collector.rules.issues.reconcile import Books, gaps, ledgers, reconcile
from collector.rules.people.account import Account
from collector.store.registers import ANY

READERS = ("campaign_office", "street_reviewer")


class Open(msgspec.Struct, frozen=True):
    """A case whose loop is not closed yet, with what it lacks (没有闭环的)."""

    case: Case
    gaps: tuple[str, ...]


def books(desk: Desk, account: Account) -> Books:
    """The three ledgers held against every number that was ever given out (编号)."""
    require(account, *READERS)
    cases = desk.cases.all()
    communities = [each.code for each in desk.year.places.communities]
    return reconcile(ledgers(cases), given_out(desk), communities)


def given_out(desk: Desk) -> list[str]:
    """Every issue number of this year up to the last one given out, and those carried over from before."""
    year = str(desk.year.campaign.year)
    counter = desk.registers.counters.get(year)
    skipped = _skipped(desk, year)
    counted = [f"{year}-{n:06d}" for n in range(1, counter.last + 1 if counter else 1) if n not in skipped]
    carried = {case.no for case in desk.cases.all()} - set(counted)
    return sorted((*counted, *carried))


def _skipped(desk: Desk, year: str) -> set[int]:
    """What nobody got because a backup was restored (跳号)."""
    spans = [
        each.skipped.get(year) or each.skipped[ANY]
        for each in desk.registers.restored
        if year in each.skipped or each.at.startswith(year)
    ]
    return {number for after, last in spans for number in range(after + 1, last + 1)}


def by_route(desk: Desk, account: Account) -> dict[str, escalation.Tally]:
    """What was reported along each route (各渠道提报核对): the street's first, then the units'."""
    require(account, *READERS)
    cases = desk.cases.all()
    found: dict[str, list[Case]] = {escalation.STREET: []}
    for case, route in zip(cases, escalation.routes_of(desk, cases), strict=True):
        found.setdefault(route, []).append(case)
    return {route: escalation.tally_of(each) for route, each in found.items()}


def open_loops(desk: Desk, account: Account) -> list[Open]:
    """What is called done without everything the loop is made of, in the order of numbers."""
    require(account, *READERS)
    found = (Open(case, gaps(case)) for case in desk.cases.all())
    return [each for each in found if each.gaps]
