"""Reconciliation at the desk (对账): the three ledgers, what was reported, and loops left open (S53, S59)."""

import msgspec

from collector.desk import Desk
from collector.desk.access import require
from collector.rules.account import Account
from collector.rules.issue import Case
from collector.rules.reconcile import Books, gaps, ledgers, reconcile

READERS = ("campaign_office", "street_reviewer")


class Open(msgspec.Struct, frozen=True):
    """A case whose loop is not closed yet, with what it lacks (没有闭环的)."""

    case: Case
    gaps: tuple[str, ...]


def books(desk: Desk, account: Account) -> Books:
    """The three ledgers held against every number in the store."""
    require(account, *READERS)
    cases = desk.cases.all()
    communities = [each.code for each in desk.year.places.communities]
    return reconcile(ledgers(cases), [case.no for case in cases], communities)


def open_loops(desk: Desk, account: Account) -> list[Open]:
    """What is called done without everything the loop is made of, in the order of numbers."""
    require(account, *READERS)
    found = (Open(case, gaps(case)) for case in desk.cases.all())
    return [each for each in found if each.gaps]
