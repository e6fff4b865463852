"""How long the desk's pages take on a full store: `python -m tests.bench.desk [--rounds N] [--cpu]`.

Fills a store with 20,000 households, 20,000 visits and 5,000 issues in every stage, then asks for every page
that needs no more than a community, a household or an issue, as the role that sees most of it. Each page is
asked for twice in a row in every round: after somebody registered something new, which is when read models
fold, and once more. Prints p50 and p99 of both in milliseconds beside an empty Flask page of the same run,
and what memory the process holds. With `--cpu` the milliseconds are the processor's, which is what to compare
where others load the machine.
"""

import argparse
import datetime
import random
import resource
import statistics
import sys
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask

from collector import create_app
from collector.clock import Clock
from collector.demo.people import make_accounts, make_roster
from collector.desk import Desk
from collector.desk.visiting.intake import submit_issue
from collector.rules.issues.issue import Issue, Step, Words
from collector.rules.people.account import Account
from collector.store.storage import open_store
from generator.build import load_year
from generator.campaign.vocabulary import FIELDS
from tests.clients import DeskClient, make_client
from tests.makers import PROJECT, STEP_FIELDS, make_settings, make_visit

FIRST = datetime.datetime(2022, 6, 11, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
HOUSEHOLDS, VISITS, ISSUES = 20_000, 20_000, 5_000
LIVES = (
    (),
    ("returned",),
    ("accepted",),
    ("accepted", "proposal"),
    ("accepted", "proposal", "extended"),
    ("accepted", "proposal", "parked"),
    ("accepted", "proposal", "resolved"),
    ("accepted", "proposal", "resolved", "replied"),
    ("accepted", "proposal", "resolved", "replied", "callback"),
    ("accepted", "proposal", "resolved", "replied", "callback", "closed"),
)
# How many of ten thousand issues are at each point of a life: a campaign two months on.
SHARES = (300, 50, 500, 1200, 100, 50, 200, 600, 500, 6500)
BY = {"accepted": "reviewer1", "returned": "reviewer1", "callback": "office1", "closed": "office1"}
THINGS = ("路灯不亮", "下水道堵了", "电梯常坏", "没有停车位", "垃圾清得慢", "医保报销问不明白", "想办老年证")
SKIPPED = ("static", "api", "sign_in", "second_factor", "public_site", "complaint", "preview")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--folder", type=Path, help="where the full store is kept between runs")
    parser.add_argument("--cpu", action="store_true", help="count the processor's time, not the wall's")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        desk = _open(given.folder or Path(scratch))
        if not len(desk.registers.issues):
            began = time.perf_counter()
            desk.act(lambda: _fill(desk))
            print(f"filled in {time.perf_counter() - began:.0f} s")
        _measure(desk, given.rounds, time.process_time if given.cpu else time.perf_counter)
        desk.store.close()


def _open(folder: Path) -> Desk:
    folder.mkdir(parents=True, exist_ok=True)
    settings = make_settings(folder, content=PROJECT / "content")
    year = load_year(settings.content)
    return Desk(open_store(settings.store), year, settings, Clock(settings.today))


# -- a full store


def _fill(desk: Desk) -> None:
    rng = random.Random(2022)  # noqa: S311  believable, not secret
    accounts = make_accounts(desk.year)
    for account in accounts:
        desk.registers.accounts.add(account)
    roster = make_roster(desk.year, accounts, HOUSEHOLDS, rng)
    for household, resident in roster:
        desk.registers.households.add(household)
        desk.registers.residents.add(resident)
    homes = [household for household, _ in roster]
    made: dict[str, int] = defaultdict(int)
    for number in range(1, VISITS + 1):
        home = homes[number % 18_000]
        start = _next_hour(made, home.assigned_to[0])
        desk.registers.visits.add(
            make_visit(
                no=f"V2022-{number:06d}",
                id=str(uuid.UUID(int=number)),
                household_code=home.code,
                community_code=home.community_code,
                grid_code=home.grid_code,
                visitor=home.assigned_to[0],
                started_at=start.isoformat(),
                ended_at=(start + datetime.timedelta(minutes=rng.randrange(25, 60))).isoformat(),
                answers={str(n): "none" for n in range(1, 10)},
                received_at=start.isoformat(),
            )
        )
    for number in range(1, ISSUES + 1):
        _add_case(desk, rng, number, homes[rng.randrange(HOUSEHOLDS)].code, accounts)


def _add_case(desk: Desk, rng: random.Random, number: int, household: str, accounts: list[Account]) -> None:
    no, community = f"2022-{number:06d}", household.rsplit("-", 1)[0]
    at = _instant(rng)
    reporter = rng.choice([each.username for each in accounts if each.community_code == community])
    issue = Issue(
        no=no,
        id=str(uuid.UUID(int=10**9 + number)),
        community_code=community,
        field=rng.choice(list(FIELDS)),
        collected_at=at.isoformat(),
        received_at=at.isoformat(),
        reported_by=reporter,
        source="community",
        household_code=household,
    )
    desk.registers.issues.add(issue)
    text = f"{rng.choice(THINGS)}，在{number % 97}号附近，住户说有一阵子了，盼着早点有人来看。"
    desk.registers.words.add(Words(of=no, part="report", household_code=household, text=text))
    (life,) = rng.choices(LIVES, SHARES)
    for seq, kind in enumerate(life, 1):
        at += datetime.timedelta(days=rng.randrange(1, 8))
        fields: dict[str, Any] = STEP_FIELDS[kind] | {"text": None}
        by = BY.get(kind, "handler1")
        step = Step(issue_no=no, seq=seq, kind=kind, at=at.isoformat(), by=by, on=str(at)[:10], **fields)
        desk.registers.steps.add(step)
        words = f"第 {seq} 步，已经到现场看过，约好了时间，办完请住户看一遍。"
        desk.registers.words.add(Words(of=no, part=f"step:{seq}", household_code=household, text=words))


def _next_hour(made: dict[str, int], visitor: str) -> datetime.datetime:
    """When somebody makes the next visit: twelve a day, one after the other."""
    day, slot = divmod(made[visitor], 12)
    made[visitor] += 1
    return FIRST + datetime.timedelta(days=day, hours=slot)


def _instant(rng: random.Random) -> datetime.datetime:
    return FIRST + datetime.timedelta(days=rng.randrange(45), minutes=rng.randrange(600))


# -- measuring


def _measure(desk: Desk, rounds: int, clock: Callable[[], float]) -> None:
    people = {each.role: each for each in reversed(list(desk.registers.accounts))}
    clients = {role: make_client(desk, person) for role, person in people.items()}
    empty = _Timed(_empty_page(), clock)
    pages = {address: _pick(clients, address) for address in _addresses(desk)}
    timed = {
        address: _Timed(lambda c=client, a=address: c.get(a), clock)
        for address, client in pages.items()
        if client
    }
    for _ in range(rounds):
        for each in timed.values():
            _register_something(desk, people["community_collator"])
            each.run("changed")
            each.run("still")
        empty.run("changed")
        empty.run("still")
    print(f"{'page':58}{'changed p50':>12}{'p99':>8}{'still p50':>12}{'p99':>8}  ms")
    for name, each in sorted([("an empty Flask page", empty), *timed.items()], key=lambda e: e[1].worst()):
        print(f"{name[:57]:58}{each.told('changed')}{each.told('still')}")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


class _Timed:
    """One page and how long it took."""

    def __init__(self, ask: Callable[[], Any], clock: Callable[[], float]) -> None:
        self._ask = ask
        self._clock = clock
        self._took: dict[str, list[float]] = {"changed": [], "still": []}

    def run(self, name: str) -> None:
        began = self._clock()
        answer = self._ask()
        self._took[name].append((self._clock() - began) * 1000)
        if answer.status_code != 200:
            sys.exit(f"{answer.request.path}: {answer.status_code}")

    def worst(self) -> float:
        return statistics.median(self._took["changed"])

    def told(self, name: str) -> str:
        took = sorted(self._took[name])
        return f"{statistics.median(took):12.1f}{took[min(len(took) - 1, round(len(took) * 0.99))]:8.1f}"


def _empty_page() -> Callable[[], Any]:
    app = flask.Flask(__name__)
    app.add_url_rule("/", view_func=lambda: "")
    client = app.test_client()
    return lambda: client.get("/")


def _addresses(desk: Desk) -> Iterator[str]:
    """Every page of the desk that can be named from a community, a household and an issue."""
    app = create_app(desk)
    issue = desk.cases.all()[-1]
    names = {
        "community": "fuxing",
        "community_code": "fuxing",
        "issue_no": issue.no,
        "household_code": issue.issue.household_code,
        "code": issue.issue.household_code,
        "no": issue.no,
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            skipped = rule.endpoint.split(".")[0] in SKIPPED
            if "GET" in (rule.methods or ()) and not skipped and set(rule.arguments) <= names.keys():
                values = {name: names[name] for name in rule.arguments}
                yield flask.url_for(rule.endpoint, **values)


def _pick(clients: dict[str, DeskClient], address: str) -> DeskClient | None:
    """Who may look at a page: the office first, who sees most."""
    order = ("campaign_office", "street_reviewer", "community_collator", "secretary", "admin", "sponsor")
    for role in order:
        if clients[role].get(address).status_code == 200:
            return clients[role]
    return None


def _register_something(desk: Desk, collator: Account) -> None:
    body = {
        "id": str(uuid.uuid4()),
        "community_code": collator.community_code,
        "field": "housing",
        "text": "路灯不亮",
        "collected_at": "2022-08-05T10:00:00+08:00",
    }
    submit_issue(desk, collator, body)


if __name__ == "__main__":
    main()
