"""The situations of the demo campaign (演示情形): texts written by hand, kept as data beside this module."""

from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from generator.campaign.records import Satisfaction, Severity
from generator.campaign.vocabulary import FIELDS

HERE = Path(__file__).parent

Ending = Literal[
    "resolved", "explained", "answered", "solved", "in_hand", "parked", "reopened", "registered", "returned"
]  # fmt: skip


class Situation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a household said and what came of it (情形), with its private words and its public texts.

    `said` may name {name}, {surname}, {phone} and {room} of the household. `place` is any, estate, village or
    the code of a community; `unit` a code, or `community` for the household's own. `days` is how many working
    days it took until it was answered, `workdays_ago` when it was heard, where that matters. `again` is the
    proposal after it was reopened, `mended` what was done in all by the end of that, `heard_again` what was
    said to it; `publish` is false for a household's own hardship, and `withdrawn` says why it was taken down.
    """

    key: str
    field: str = ""
    said: str
    place: str = "any"
    severity: Severity = "general"
    ending: Ending = "resolved"
    matter: Literal["public", "personal"] = "public"
    publish: bool = True
    unit: str = "community"
    policy: str = ""
    days: int = 0
    workdays_ago: int = 0
    planned_on: str = ""
    proposal: str = ""
    again: str = ""
    mended: str = ""
    heard_again: str = ""
    outcome: str = ""
    title: str = ""
    summary: str = ""
    heard: str = ""
    rating: Satisfaction | None = None
    solved: Literal["yes", "partly", "no"] = "yes"
    withdrawn: str = ""

    @property
    def on_spot(self) -> str | None:
        return self.ending if self.ending in ("answered", "solved") else None


def load_situations() -> list[Situation]:
    """All situations, field by field in the plan's order."""
    return [
        msgspec.convert(each | {"field": field}, Situation, strict=False)
        for field in FIELDS
        for each in _read(HERE / "situations" / f"{field}.yaml")
    ]


def load_talks() -> dict[str, list[str]]:
    """What people said to each prompt (问答), by its number."""
    return msgspec.convert(_read(HERE / "talks.yaml"), dict[str, list[str]])


def _read(file: Path) -> Any:
    # The base loader takes every scalar as text, as the reader of content does.
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  our own data
