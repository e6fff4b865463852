"""Doing what was planned for the demo campaign (照着办), through the acts that people use."""

from collections.abc import Callable
from functools import partial
from typing import Any

from collector.demo.lives import Move
from collector.desk import Desk
from collector.desk.issues import escalation, handling
from collector.desk.publishing import drafting, publication
from collector.desk.visiting import intake
from collector.rules.issues.escalation import hotline_of, may_be_listed
from collector.rules.people.account import Account


class Performer:
    """Does at the desk what the script says, and remembers which number an issue was given."""

    def __init__(self, desk: Desk, accounts: list[Account]) -> None:
        self.desk = desk
        self._accounts = {each.username: each for each in accounts}
        self._numbers: dict[str, str] = {}
        self._listed: dict[str, list[str]] = {}

    def visit(self, visitor: Account, body: dict[str, Any]) -> None:
        receipt = intake.submit_visit(self.desk, visitor, body)
        self._numbers |= {each["id"]: each["no"] for each in receipt.answer["issues"]}

    def report(self, reporter: Account, body: dict[str, Any]) -> None:
        receipt = intake.submit_issue(self.desk, reporter, body)
        self._numbers[body["id"]] = receipt.answer["no"]

    def move(self, issue_id: str, move: Move) -> None:
        act = _ACTS.get(move.kind, partial(handling.take_step, kind=move.kind))
        act(self.desk, self._accounts[move.by], issue_no=self._numbers[issue_id], **move.fields)

    def list_for_upload(self, reporter: Account) -> None:
        """Put everything of this person's route that is ready into a batch, if there is anything."""
        route = escalation.own_route(reporter)
        cases = [self.desk.case(number) for number in self._numbers.values()]
        mine = escalation.of_route(self.desk, filter(may_be_listed, cases), route)
        numbers = [each.no for each in mine if not escalation.lacks_ledger(route, each)]
        if numbers:
            escalation.make_batch(self.desk, reporter, numbers)
            self._listed[reporter.username] = numbers

    def upload(self, reporter: Account) -> None:
        """Type back the numbers of the latest batch; the other side took them and gave more time."""
        for number in self._listed.pop(reporter.username, ()):
            escalation.record(self.desk, reporter, number, "uploaded", external=f"SL-{number}")
            escalation.record(self.desk, reporter, number, "taken")
            hotline = hotline_of(self.desk.case(number), self.desk.calendar)
            if hotline is not None:
                escalation.record(
                    self.desk, reporter, number, "prolonged", until=hotline.latest_on.isoformat()
                )


# Everything but a step of the issue itself has to do with what the public reads.
_ACTS: dict[str, Callable[..., object]] = {
    "write": drafting.write,
    "hand_in": drafting.hand_in,
    "send_back": drafting.send_back,
    "approve": drafting.approve,
    "take_down": publication.take_down,
}
