"""Doing what was planned for the demo campaign (照着办), through the acts that people use."""

from typing import Any

from collector.demo.lives import Move
from collector.desk import Desk, handling, intake
from collector.rules.account import Account


class Performer:
    """Does at the desk what the script says, and remembers which number an issue was given."""

    def __init__(self, desk: Desk, accounts: list[Account]) -> None:
        self._desk = desk
        self._accounts = {each.username: each for each in accounts}
        self._numbers: dict[str, str] = {}

    def visit(self, visitor: Account, body: dict[str, Any]) -> None:
        receipt = intake.submit_visit(self._desk, visitor, body)
        self._numbers |= {each["id"]: each["no"] for each in receipt.answer["issues"]}

    def report(self, reporter: Account, body: dict[str, Any]) -> None:
        receipt = intake.submit_issue(self._desk, reporter, body)
        self._numbers[body["id"]] = receipt.answer["no"]

    def move(self, issue_id: str, move: Move) -> None:
        account, issue_no = self._accounts[move.by], self._numbers[issue_id]
        if move.kind in ("draft", "hand_in", "approve"):
            return
        handling.take_step(self._desk, account, issue_no, move.kind, **move.fields)
