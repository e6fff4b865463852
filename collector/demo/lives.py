"""What becomes of an issue of the demo campaign (演示办理): every step with its day, actor and words."""

import datetime
from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec

from collector.demo.situations import Situation
from collector.demo.timetable import AS_OF, FIRST_DAY, LAST_DAY, ONE_DAY, at
from collector.rules.people.account import Account
from generator.campaign.configuration import CampaignYear
from generator.campaign.deadline import limit_of
from generator.campaign.workdays import Calendar

MORNING, NOON, AFTERNOON, EVENING = (8, 10), (10, 12), (13, 15), (15, 17)

UNACCEPTED = ("registered", "returned")

# How often things do not go straight.
RETURNED, HANDED_OVER, REGRADED, UNREACHED, SENT_BACK = 0.04, 0.06, 0.3, 0.12, 0.05
LATE, EXTENDED = 0.1, 0.4
# Results are published from 4 July on, as the notice says; their texts are begun two working days before.
RESULTS_OPEN = datetime.date(2022, 6, 30)
# How much is on its last steps just now; what is late is more often still open.
NEARLY_DONE, LATE_NEARLY_DONE = 0.13, 0.6
MAY_PUBLISH = 0.75
REPLY_BY = {"doorstep": 0.35, "phone": 0.5, "wechat": 0.15}


class Move(msgspec.Struct, frozen=True):
    """One step that will be taken (一步), or a text that will be written: `kind` and its fields."""

    at: datetime.datetime
    kind: str
    by: str
    fields: dict[str, Any]


class Staff:
    """Who does what in the demo (分工), by username."""

    def __init__(self, accounts: list[Account], rng: Random) -> None:
        self._accounts = accounts
        self._rng = rng

    def with_dice(self, rng: Random) -> "Staff":
        return Staff(self._accounts, rng)

    def one_of(self, role: str) -> str:
        return self._rng.choice([each.username for each in self._accounts if each.role == role])

    def handler(self, unit: str) -> str:
        """Who answers for a unit, or for a community."""
        roles = ("unit_handler", "community_collator")
        return next(
            each.username
            for each in self._accounts
            if each.role in roles and unit in (each.unit_code, each.community_code)
        )


class Biographer:
    """Writes the lives of issues (编办理过程)."""

    def __init__(self, year: CampaignYear, calendar: Calendar, staff: Staff, rng: Random) -> None:
        self._year = year
        self._limits = year.campaign.limits
        self._calendar = calendar
        self._staff = staff
        self._rng = rng

    def paced(self, situation: Situation) -> Situation:
        """The same, or now and then one that took longer than it may (逾期)."""
        if situation.ending != "resolved" or self._rng.random() > LATE:
            return situation
        limit = limit_of(situation.severity, self._limits)
        return msgspec.structs.replace(situation, days=limit + self._rng.randrange(2, 6))

    def collection_day(self, situation: Situation) -> datetime.date:
        """A day on which it may have been heard of, so that it is now as far as its texts say."""
        if situation.workdays_ago:
            return self._workdays_ago(situation.workdays_ago)
        if situation.ending in UNACCEPTED:
            return LAST_DAY - ONE_DAY * self._rng.randrange(1, 5)
        if situation.planned_on:
            return self._day_for_plan(situation)
        if situation.ending in ("parked", "in_hand"):
            return LAST_DAY - ONE_DAY * self._rng.randrange(16, 25)
        if situation.ending == "reopened":
            return FIRST_DAY + ONE_DAY * self._rng.randrange(38)
        if situation.days and self._rng.random() < self._nearly_done(situation):
            return self._workdays_ago(max(1, situation.days - self._rng.randrange(3)))
        # Most was heard in June; what came later may still be on its way.
        last = 19 if self._rng.random() < 0.75 else 54
        return FIRST_DAY + ONE_DAY * self._rng.randrange(last)

    def _nearly_done(self, situation: Situation) -> float:
        if situation.days > limit_of(situation.severity, self._limits):
            return LATE_NEARLY_DONE
        return 3 * NEARLY_DONE if situation.ending == "explained" else NEARLY_DONE

    def _workdays_ago(self, count: int) -> datetime.date:
        day = LAST_DAY
        while self._calendar.between(day, LAST_DAY).workdays < count:
            day -= ONE_DAY
        return day

    def _day_for_plan(self, situation: Situation) -> datetime.date:
        """A day from which the plan lies within the limit."""
        planned = datetime.date.fromisoformat(situation.planned_on)
        limit = limit_of(situation.severity, self._limits)
        day = FIRST_DAY
        while self._calendar.after(day, limit).day < planned:
            day += ONE_DAY
        return min(day + ONE_DAY * self._rng.randrange(8), LAST_DAY - ONE_DAY * 7)

    def life(self, situation: Situation, collected: datetime.date, unit: str, reporter: str) -> list[Move]:
        """All that will have happened by now, in order."""
        moves = [*self._review(situation, collected, unit, reporter)]
        if situation.on_spot:
            moves += self._after_spot(situation, moves[-1].at.date())
        elif situation.ending not in UNACCEPTED:
            moves += self._work(situation, collected, unit)
        return [move for move in moves if move.at <= AS_OF]

    def _review(
        self, situation: Situation, collected: datetime.date, unit: str, reporter: str
    ) -> Iterator[Move]:
        reviewer = self._staff.one_of("street_reviewer")
        day = self._after(collected, 1)
        if situation.ending == "returned" or (situation.days and self._rng.random() < RETURNED):
            why = "没写清在哪条路、哪个位置，请问清楚再报。"
            yield Move(at(day, MORNING, self._rng), "returned", reviewer, {"text": why})
            if situation.ending not in UNACCEPTED:
                text = "和这户核对过位置：出门往东不到一百米，路南边。别的和原来报的一样。"
                yield Move(at(day, NOON, self._rng), "corrected", reporter, {"text": text})
        if situation.ending not in UNACCEPTED:
            yield from self._acceptance(situation, day, reviewer, unit)

    def _acceptance(
        self, situation: Situation, day: datetime.date, reviewer: str, unit: str
    ) -> Iterator[Move]:
        first_unit, first_severity = unit, situation.severity
        is_slow = situation.days >= 6
        if is_slow and unit != "welfare-office" and self._rng.random() < HANDED_OVER:
            first_unit = "welfare-office"
        if situation.severity == "major" and self._rng.random() < REGRADED:
            first_severity = "general"
        fields: dict[str, Any] = {"severity": first_severity, "unit": first_unit}
        moment = at(day, (12, 13), self._rng)
        yield Move(moment, "accepted", reviewer, fields)
        if first_unit != unit:
            text = "看过现场，这件事归另一个单位管，转过去办。"
            yield Move(at(day, (13, 14), self._rng), "handed_over", "office1", {"unit": unit, "text": text})
        if first_severity != situation.severity:
            text = "现场看过，要动工程，涉及的人家也多，按较大问题办。"
            fields = {"severity": situation.severity, "text": text}
            yield Move(at(day, (13, 14), self._rng), "regraded", reviewer, fields)

    def _work(self, situation: Situation, collected: datetime.date, unit: str) -> Iterator[Move]:
        handler = self._staff.handler(unit)
        limit = limit_of(situation.severity, self._limits)
        wait = min(max(1, situation.days - 2), self._rng.randrange(2, 6)) if situation.days else 4
        proposed = self._after(collected, wait)
        planned_on = situation.planned_on or self._after(collected, limit).isoformat()
        yield self._proposal(situation.proposal, proposed, handler, planned_on)
        if situation.ending == "in_hand":
            yield from self._draft(situation, self._after(proposed, self._rng.randrange(1, 4)))
        elif situation.ending == "parked":
            parked = self._after(collected, min(8, limit))
            yield Move(at(parked, NOON, self._rng), "parked", "office1", {"text": situation.outcome})
            yield from self._draft(situation, self._after(parked, 1))
        else:
            yield from self._outcome(situation, collected, handler)

    def _proposal(self, text: str, day: datetime.date, handler: str, planned_on: str) -> Move:
        person = f"示例责任人{self._rng.randrange(1, 30)}"
        fields = {"text": text, "person": person, "planned_on": planned_on}
        return Move(at(day, (14, 15), self._rng), "proposal", handler, fields)

    def _outcome(self, situation: Situation, collected: datetime.date, handler: str) -> Iterator[Move]:
        days = situation.days
        limit = limit_of(situation.severity, self._limits)
        if days > limit and self._rng.random() < EXTENDED:
            until = self._after(collected, limit + 8).isoformat()
            text = "配件要从厂家调，雨天又停了几天工，申请延期。"
            asked = at(self._after(collected, limit - 1), NOON, self._rng)
            yield Move(asked, "extended", "office2", {"until": until, "text": text})
        replied = self._after(collected, days)
        # What cannot be had is explained first and answered in writing the next day.
        is_apart = days >= 5 and (situation.ending == "explained" or self._rng.random() < 0.5)
        done = self._after(collected, days - 1) if is_apart else replied
        yield self._done(situation, done, handler)
        channel = self._one_of(REPLY_BY)
        yield Move(at(replied, (16, 17), self._rng), "replied", handler, {"channel": channel})
        yield from self._after_reply(situation, replied, handler)

    def _done(self, situation: Situation, day: datetime.date, handler: str) -> Move:
        kind = "explained" if situation.ending == "explained" else "resolved"
        fields = {"text": situation.outcome, "basis": "fair"}
        if kind == "explained":
            fields |= {"basis": "beyond_policy", "policy": situation.policy}
        # A proposal of the same day comes first.
        return Move(at(day, (15, 16) if situation.days < 3 else NOON, self._rng), kind, handler, fields)

    def _after_reply(self, situation: Situation, replied: datetime.date, handler: str) -> Iterator[Move]:
        called = self._after(replied, 4 if situation.ending == "reopened" else self._rng.randrange(2, 7))
        if situation.ending == "reopened":
            yield self._callback(situation, called)
            again = self._after(called, 3)
            planned_on = self._after(called, limit_of(situation.severity, self._limits)).isoformat()
            yield self._proposal(situation.again, again, handler, planned_on)
            yield from self._draft(situation, self._after(again, 1), proposal=situation.again)
            return
        yield from self._draft(situation, self._after(replied, self._rng.randrange(1, 3)))
        if self._rng.random() < UNREACHED:
            fields = {"channel": "phone", "reached": False}
            yield Move(at(called, NOON, self._rng), "callback", self._caller(), fields)
            called = self._after(called, 2)
        yield self._callback(situation, called)
        closed = at(self._after(called, self._rng.randrange(1, 4)), AFTERNOON, self._rng)
        if situation.mended:
            yield from self._beside(situation.key)._second_round(situation, called, handler)
            return
        yield self._closing(situation, closed)

    def _closing(self, situation: Situation, moment: datetime.datetime) -> Move:
        is_content = situation.rating != "unsatisfied"
        said = "居民没有不同意见。" if is_content else "居民不满意的地方，回访时当面解释过。"
        return Move(moment, "closed", "office2", {"text": f"办结、回复、回访都已记录，{said}"})

    def _beside(self, key: str) -> "Biographer":
        """One with dice of its own, so that a longer life changes no other."""
        rng = Random(key)  # noqa: S311  believable, not secret
        return Biographer(self._year, self._calendar, self._staff.with_dice(rng), rng)

    def _second_round(self, situation: Situation, called: datetime.date, handler: str) -> Iterator[Move]:
        """What was solved in part is taken up again, and closed when it is good (重新办理)."""
        again = self._after(called, 1)
        text = "居民说只解决了一部分，接着办。"
        yield Move(at(again, MORNING, self._rng), "reopened", "office1", {"text": text})
        whole = msgspec.structs.replace(
            situation, outcome=situation.mended, proposal=situation.again, heard=situation.heard_again,
            rating="mostly", solved="yes",
        )  # fmt: skip
        planned_on = self._after(called, limit_of(situation.severity, self._limits)).isoformat()
        yield self._proposal(whole.proposal, self._after(again, 1), handler, planned_on)
        done = self._after(again, 7)
        yield self._done(whole, done, handler)
        yield Move(at(done, (16, 17), self._rng), "replied", handler, {"channel": self._one_of(REPLY_BY)})
        yield from self._draft(whole, self._after(done, 1))
        heard = self._after(done, 2)
        yield self._callback(whole, heard)
        yield self._closing(whole, at(self._after(heard, 1), AFTERNOON, self._rng))

    def _after_spot(self, situation: Situation, accepted: datetime.date) -> Iterator[Move]:
        yield from self._draft(situation, self._after(accepted, self._rng.randrange(1, 4)))
        if self._rng.random() < 0.8:
            yield self._callback(situation, self._after(accepted, self._rng.randrange(3, 9)))

    def _callback(self, situation: Situation, day: datetime.date) -> Move:
        fields: dict[str, Any] = {
            "channel": "phone" if self._rng.random() < 0.7 else "doorstep",
            "reached": True,
            "solved": situation.solved,
            "satisfaction": situation.rating,
            "may_publish": self._rng.random() < MAY_PUBLISH,
            "text": situation.heard,
        }
        return Move(at(day, EVENING, self._rng), "callback", self._caller(), fields)

    def _caller(self) -> str:
        return self._staff.one_of("campaign_office")

    def _draft(self, situation: Situation, day: datetime.date, proposal: str = "") -> Iterator[Move]:
        """The public texts, written by one and approved by another two working days later (R5.2)."""
        if not situation.publish:
            return
        day = max(day, RESULTS_OPEN)
        texts = {
            "matter": situation.matter,
            "title": situation.title,
            "summary": situation.summary,
            "outcome": "" if situation.ending in ("in_hand", "reopened") else situation.outcome,
            "proposal": proposal or situation.proposal,
        }
        writer, approver = self._rng.sample(["publisher1", "publisher2"], 2)
        yield Move(at(day, MORNING, self._rng), "write", writer, texts)
        if self._rng.random() < SENT_BACK:
            because = {"because": "说得再明白些：居民看了要知道到底办了什么。"}
            yield Move(at(day, NOON, self._rng), "hand_in", writer, {})
            yield Move(at(day, AFTERNOON, self._rng), "send_back", approver, because)
            yield Move(at(day, EVENING, self._rng), "write", writer, texts)
        approved = self._after(day, 2)
        yield Move(at(self._after(day, 1), NOON, self._rng), "hand_in", writer, {})
        yield Move(at(approved, AFTERNOON, self._rng), "approve", approver, {})
        if situation.withdrawn:
            gone = at(self._after(approved, 4), NOON, self._rng)
            yield Move(gone, "take_down", "office1", {"because": situation.withdrawn})

    def _after(self, day: datetime.date, workdays: int) -> datetime.date:
        return self._calendar.after(day, workdays).day

    def _one_of(self, shares: dict[str, float]) -> str:
        return self._rng.choices(list(shares), list(shares.values()))[0]
