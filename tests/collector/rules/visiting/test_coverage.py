import datetime
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.rules.homes.household import Household
from collector.rules.issues.stages import field_of
from collector.rules.issues.standing import standing
from collector.rules.publishing.suppression import is_small
from collector.rules.visiting.coverage import (
    ANSWER_COUNTS,
    ASKED,
    INTERNAL,
    ISSUE_COUNTS,
    PAIRS,
    SPLITS,
    STREET,
    Counts,
    count_households,
    count_issues,
    in_steps,
    told,
)
from collector.rules.visiting.visit import Visit
from generator.campaign.records import Coverage, CoverageRow
from generator.campaign.vocabulary import CHANNELS
from generator.campaign.workdays import Calendar
from tests.makers import make_case, make_step, make_year

YEAR = make_year()
PROMPTS = (1, 2)
AS_OF = "2022-08-05T18:00:00+08:00"


def visit(household: str, day: int = 10, **changes: Any) -> Visit:
    usual: dict[str, Any] = {
        "no": "V2022-000001",
        "id": "1",
        "household_code": household,
        "community_code": "fuxing",
        "visitor": "grid_worker",
        "channel": "doorstep",
        "result": "met",
        "started_at": f"2022-06-{day}T10:00:00+08:00",
        "received_at": f"2022-06-{day}T11:00:00+08:00",
        "answers": {"1": "answered", "2": "none"},
    }
    return Visit(**usual | changes)


def households(count: int, community: str = "fuxing") -> list[Household]:
    return [Household(code=f"{community}-{n}", community_code=community) for n in range(count)]


def test_what_cannot_be_judged_is_neither_on_time_nor_late() -> None:
    """Done in a year without a table, it waits outside the base until the days can be counted (R4.3)."""
    done = [make_step(kind, on="2023-02-10") for kind in ("resolved", "replied")]
    case = make_case("accepted", *done, collected_at="2022-12-20T10:00:00+08:00")
    today = datetime.date(2023, 2, 28)
    found = standing(case, today, YEAR.campaign.limits, Calendar(YEAR.workdays))
    row = count_issues(["fuxing"], [("fuxing", found)])["fuxing"]
    assert (row["resolved"], row["on_time"], row["on_time_base"]) == (1, 0, 0)


def test_a_household_counts_once_by_its_first_channel() -> None:
    """Seen twice is covered once, under the channel that came first (S09)."""
    visits = [visit("fuxing-0", 12), visit("fuxing-0", 11, channel="phone"), visit("fuxing-1", 13)]
    row = count_households(["fuxing"], households(4), visits, PROMPTS)["fuxing"]
    assert row == {
        "households": 4, "covered": 2, "doorstep": 1, "phone": 1, "wechat": 0, "sms": 0, "all_asked": 2,
        "asked_doorstep": 1, "asked_phone": 1, "asked_wechat": 0, "asked_sms": 0,
    }  # fmt: skip


def test_only_met_covers() -> None:
    """Nobody at home, refused and moved away cover nothing."""
    visits = [visit("fuxing-0", result=result) for result in ("absent", "refused", "vacant", "moved")]
    assert count_households(["fuxing"], households(4), visits, PROMPTS)["fuxing"]["covered"] == 0


def test_all_asked_over_several_visits() -> None:
    """What was not asked at one visit may be asked at the next; 不愿说 counts as asked (S18)."""
    visits = [visit("fuxing-0", answers={"1": "refused"}), visit("fuxing-1", answers={"1": "answered"})]
    more = visit("fuxing-0", 12, answers={"2": "none"})
    row = count_households(["fuxing"], households(4), [*visits, more], PROMPTS)["fuxing"]
    assert (row["covered"], row["all_asked"]) == (2, 1)


def test_empty_houses_are_not_counted_and_empty_communities_are() -> None:
    """空户 with a reason leaves the count; a community with no visit appears with 0 (S11)."""
    vacant = Household(code="fuxing-9", community_code="fuxing", vacant_reason="常年无人")
    rows = count_households(["fuxing", "example-1"], [*households(2), vacant], [], PROMPTS)
    assert rows["fuxing"]["households"] == 2
    assert set(rows["example-1"].values()) == {0}
    assert count_households(["fuxing"], [vacant], [visit("fuxing-9")], PROMPTS)["fuxing"]["covered"] == 1


def test_issues_by_how_they_stand() -> None:
    """解决 and 说明 apart; on time by the original date; no limit on the spot; 满意 of what is answered."""
    calendar = Calendar(YEAR.workdays)
    late = {"at": "2022-07-05T09:00:00+08:00", "on": "2022-07-05"}
    done = ("accepted", "resolved", "replied")
    cases = [
        make_case(),
        make_case(*done, "callback", "closed"),
        make_case("accepted", make_step("extended", until="2022-07-20"), make_step("resolved", **late),
                  make_step("replied", **late), make_step("callback", satisfaction="unsatisfied")),
        make_case("accepted", "explained", "replied"),
        make_case("accepted", "proposal", make_step("callback", satisfaction="unsatisfied")),
        make_case(make_step("accepted", severity="on_spot"), on_spot="solved"),
        make_case(*done, "reopened", field="safety"),
    ]  # fmt: skip
    today = datetime.date(2022, 7, 5)
    found = [(case, standing(case, today, YEAR.campaign.limits, calendar)) for case in cases]
    row = count_issues(["fuxing"], (("fuxing", each) for _, each in found))["fuxing"]
    assert row == {
        "requests": 7, "issues": 7, "resolved": 3, "explained": 1, "on_spot": 1, "closed": 2,
        "on_time_base": 5, "on_time": 2, "rated": 2, "satisfied": 1,
    }  # fmt: skip
    rows = count_issues(["housing", "safety"], ((field_of(case), each) for case, each in found))
    assert (rows["housing"]["issues"], rows["safety"]["issues"]) == (6, 1)


# -- from one build to the next


def counts(households: int = 100, doorstep: int = 50, phone: int = 10, **more: int) -> dict[str, int]:
    row = {"households": households, "covered": doorstep + phone, "doorstep": doorstep, "phone": phone}
    row |= {"wechat": 0, "sms": 0} | dict.fromkeys(ASKED.values(), 0) | {"asked_doorstep": 20}
    row |= dict.fromkeys((*ISSUE_COUNTS, *ANSWER_COUNTS), 0) | more
    return row | {"covered": sum(row[channel] for channel in CHANNELS)}


def test_counts_of_households_move_in_steps() -> None:
    """Up to four more are not seen until there are five, and sums follow what is seen (R5.3)."""
    before = {"fuxing": counts()}
    assert in_steps({"fuxing": counts(doorstep=54)}, before)["fuxing"]["covered"] == 60
    assert in_steps({"fuxing": counts(doorstep=55)}, before)["fuxing"]["covered"] == 65
    assert in_steps({"fuxing": counts(doorstep=54, phone=15)}, before)["fuxing"]["covered"] == 65
    assert in_steps({"fuxing": counts(issues=3)}, before)["fuxing"]["issues"] == 3
    assert in_steps({"fuxing": counts()}, {})["fuxing"] == counts()


def test_a_part_never_outgrows_its_whole_in_steps() -> None:
    """While one count waits and another moves, parts still fit into wholes."""
    now = in_steps({"fuxing": counts(households=62, doorstep=52)}, {"fuxing": counts(households=60)})[
        "fuxing"
    ]
    assert now["covered"] <= now["households"]


def test_the_counts_of_a_rate_are_of_one_moment() -> None:
    """Four more callbacks and two unhappy ones wait together, and move together once both can (R5.3)."""
    told_before = in_steps({"fuxing": counts(rated=20, satisfied=20)}, {})
    waiting = in_steps({"fuxing": counts(rated=39, satisfied=36)}, told_before)
    assert {name: waiting[STREET][name] for name in ANSWER_COUNTS} == {"rated": 20, "satisfied": 20}
    moved = in_steps({"fuxing": counts(rated=45, satisfied=40)}, waiting)
    assert {name: moved[STREET][name] for name in ANSWER_COUNTS} == {"rated": 45, "satisfied": 40}


# -- telling

NUMBERS = st.one_of(st.integers(0, 6), st.integers(0, 60))


def _is_little(moved: int) -> bool:
    return 0 < abs(moved) < 5


@st.composite
def life(draw: st.DrawFn) -> list[dict[str, dict[str, int]]]:
    """A street as it stood from one publication to the next; nothing of it ever becomes less."""
    stood = {"a": counts(0, 0, 0, asked_doorstep=0), "b": counts(0, 0, 0, asked_doorstep=0)}
    moments = []
    for _ in range(draw(st.integers(1, 12))):
        for row in stood.values():
            for name, part in (*ASKED.items(), ("rated", "satisfied")):
                more = draw(st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 12)))
                row[name] += more
                row[part] += draw(st.one_of(st.just(more), st.integers(0, more)))
            row["households"] += sum(row[channel] for channel in CHANNELS) - row["covered"]
            row["covered"] = sum(row[channel] for channel in CHANNELS)
        moments.append({code: dict(row) for code, row in stood.items()})
    return moments


@settings(max_examples=100, deadline=None)
@given(life())
def test_a_told_rate_once_was_and_gives_nobody_away(moments: list[dict[str, dict[str, int]]]) -> None:
    """Both counts of a pair stood so together, and between two tellings nothing moved by one to four."""
    stood = {
        pair: {(0, 0)} for pair in [("rated", "satisfied"), *((a, name) for a in "ab" for name in ASKED)]
    }
    before: dict[str, dict[str, int]] = {}
    for now in moments:
        stood["rated", "satisfied"].add(
            (sum(row["rated"] for row in now.values()), sum(row["satisfied"] for row in now.values()))
        )
        for code, row in now.items():
            for channel, asked in ASKED.items():
                stood[code, channel].add((row[channel], row[asked]))
        after = in_steps(now, before)
        assert (after[STREET]["rated"], after[STREET]["satisfied"]) in stood["rated", "satisfied"]
        for code in now:
            for channel, asked in ASKED.items():
                assert (after[code][channel], after[code][asked]) in stood[code, channel]
        for whole, part in PAIRS:
            moved = [after[STREET][name] - before.get(STREET, after[STREET])[name] for name in (whole, part)]
            assert not any(map(_is_little, (*moved, moved[0] - moved[1])))
        before = after


def test_an_older_store_that_knows_no_asked_counts_goes_on() -> None:
    """What it remembers of households still holds, and no more were asked than visited."""
    before = {"fuxing": {"households": 100, "covered": 50, "doorstep": 50, "phone": 0, "wechat": 0, "sms": 0}}
    row = in_steps({"fuxing": counts(doorstep=53, phone=0, asked_doorstep=52)}, before)
    assert (row["fuxing"]["doorstep"], row[STREET]["asked_base"], row[STREET]["all_asked"]) == (50, 50, 50)


@st.composite
def community(draw: st.DrawFn) -> dict[str, int]:
    row = {channel: draw(NUMBERS) for channel in CHANNELS}
    row["covered"] = sum(row.values())
    row["households"] = row["covered"] + draw(NUMBERS)
    row |= {asked: draw(st.integers(0, row[channel])) for channel, asked in ASKED.items()}
    row["rated"] = draw(NUMBERS)
    row["satisfied"] = draw(st.integers(0, row["rated"]))
    return row | {name: draw(NUMBERS) for name in ISSUE_COUNTS}


TOWNS = st.lists(community(), min_size=1, max_size=4).map(
    lambda rows: {f"c{n}": row for n, row in enumerate(rows)}
)


def _fields(communities: Counts) -> dict[str, dict[str, int]]:
    """The same issues once more by field: all of a community's in one field."""
    return {
        f"f{row}": {name: counts[name] for name in ("issues", "resolved", "explained")}
        for row, counts in communities.items()
    }


def _numbers(coverage: Coverage) -> dict[str, dict[str, int | None]]:
    rows: dict[str, CoverageRow] = {"": coverage.street}
    rows |= {str(row.community_code): row for row in coverage.communities}
    return {key: {name: getattr(row, name) for name in ALL} for key, row in rows.items()}


def _told(communities: Counts) -> Coverage:
    return told(AS_OF, in_steps(communities, {}), _fields(communities))


ALL = ("households", "covered", *CHANNELS)


class Attacker:
    """Somebody who knows everything told, and that parts make wholes and communities make the street."""

    def __init__(self, rows: dict[str, dict[str, int | None]]) -> None:
        most = 10_000
        self.bounds = {
            (row, name): (0, most) if number is None else (number, number)
            for row, numbers in rows.items()
            for name, number in numbers.items()
        }
        self.sums: list[tuple[tuple[str, str], list[tuple[str, str]]]] = []
        for row in rows:
            for whole, parts in SPLITS:
                rest = (row, "rest of " + parts[0])
                self.bounds[rest] = (0, 0) if parts == tuple(CHANNELS) else (0, most)
                self.sums.append(((row, whole), [*((row, part) for part in parts), rest]))
        names = {name for _, name in self.bounds}
        towns = [row for row in rows if row]
        self.sums += [(("", name), [(row, name) for row in towns]) for name in names]

    def think(self) -> None:
        """Narrow every bound by every sum until nothing more follows."""
        before = None
        while before != self.bounds:
            before = dict(self.bounds)
            for whole, parts in self.sums:
                low, high = self.bounds[whole]
                lows = sum(self.bounds[part][0] for part in parts)
                highs = sum(self.bounds[part][1] for part in parts)
                self.bounds[whole] = (max(low, lows), min(high, highs))
                for part in parts:
                    mine, most = self.bounds[part]
                    others = (lows - mine, highs - most)
                    self.bounds[part] = (max(mine, low - others[1]), min(most, high - others[0]))


@settings(max_examples=100, deadline=None)
@given(TOWNS)
def test_nothing_small_is_told_nor_follows(communities: dict[str, dict[str, int]]) -> None:
    """No count from 1 to 4 stands in the file, and whoever knows all totals cannot work one out."""
    coverage = _told(communities)
    rows = _numbers(coverage)
    assert not [n for row in rows.values() for n in row.values() if n is not None and 0 < n < 5]
    attacker = Attacker(rows)
    attacker.think()
    for whole, part in PAIRS:
        base, count = getattr(coverage.street, whole), getattr(coverage.street, part)
        assert base is None or count is None or not is_small(count, base)
        assert base is None or not _is_little(base)
    for row, counted in communities.items():
        for whole, parts in SPLITS:
            for part in parts:
                if counted[part] and is_small(counted[part], counted[whole]):
                    low, high = attacker.bounds[row, part]
                    assert low < high, (row, part)


@settings(max_examples=60, deadline=None)
@given(TOWNS)
def test_what_is_told_is_true(communities: dict[str, dict[str, int]]) -> None:
    """Numbers of households are left out, never changed; numbers of issues are all there."""
    fields = _fields(communities)
    coverage = _told(communities)
    of_the_street = {name for pair in PAIRS for name in pair}
    for row in coverage.communities:
        for name, number in communities[str(row.community_code)].items():
            if name in of_the_street:
                assert getattr(row, name) is None
            elif name not in INTERNAL:
                assert getattr(row, name) in (None, number)
        assert all(getattr(row, name) is not None for name in ISSUE_COUNTS if name not in INTERNAL)
    told_fields = {field.field: (field.issues, field.resolved, field.explained) for field in coverage.fields}
    assert told_fields == {row: tuple(counted.values()) for row, counted in fields.items()}


def test_an_ordinary_campaign_tells_nearly_everything() -> None:
    """With one small count among large ones, two communities lose two numbers each and nobody else any."""
    rows = {f"c{n}": counts(households=200 + n, doorstep=80, phone=20 + n, wechat=9, sms=6) for n in range(6)}
    rows["c3"]["sms"] -= 4
    rows["c3"]["covered"] -= 4
    coverage = _told(rows)
    untold = {row.community_code for row in coverage.communities if row.sms is None}
    assert "c3" in untold
    assert len(untold) == 2
    assert all(row.wechat is None for row in coverage.communities if row.community_code in untold)
    assert all(row.covered for row in (*coverage.communities, coverage.street))
    assert msgspec.to_builtins(coverage.street)["sms"] == 32
