"""What residents think of the work (意见建议, S82): brought together for analysis meetings, never public.

An opinion is no issue: it has no number, no clock and no unit. Who said it is not shown.
"""

import datetime
from collections import Counter

import msgspec

from collector.desk import Desk
from collector.desk.oversight.meeting import HOLDERS
from collector.desk.people.access import require
from collector.rules.people.account import Account


class Opinion(msgspec.Struct, frozen=True):
    """What one household said (一条意见): the community and the day, nothing finer."""

    on: str
    community_code: str
    text: str


class Opinions(msgspec.Struct, frozen=True, kw_only=True):
    """Everything said (意见汇总): by community how many said something, nothing, or would not say.

    `lately` are those who said something since the last period began. `texts` are the newest first; what was
    erased at a resident's wish is counted and has no text.
    """

    states: dict[str, dict[str, int]]
    lately: dict[str, int]
    texts: tuple[Opinion, ...]


def gathered(desk: Desk, account: Account) -> Opinions:
    """All opinions of this campaign, worked out again only after a visit or a text changed."""
    require(account, *HOLDERS)
    return desk.cases.once("opinions", desk.today(), ("visits", "words"), lambda: _gather(desk))


def _gather(desk: Desk) -> Opinions:
    prompts = [str(prompt.no) for prompt in desk.year.form.prompts if prompt.kind == "opinion"]
    parts = {f"answer:{no}" for no in prompts}
    texts = {(each.of, each.part): each.text for each in desk.cases.words() if each.part in parts}
    since = (desk.today() - datetime.timedelta(days=desk.year.campaign.meeting_days - 1)).isoformat()
    states: dict[str, Counter[str]] = {each.code: Counter() for each in desk.year.places.communities}
    lately: Counter[str] = Counter()
    said = []
    for visit in desk.cases.visits():
        for no in prompts:
            state = visit.answers.get(no)
            if state is None:
                continue
            states[visit.community_code][state] += 1
            if state == "answered":
                lately[visit.community_code] += visit.started_at[:10] >= since
                text = texts.get((visit.no, f"answer:{no}"))
                if text:
                    said.append(Opinion(visit.started_at[:10], visit.community_code, text))
    return Opinions(
        states={
            code: {name: counts[name] for name in ("answered", "none", "refused")}
            for code, counts in states.items()
        },
        lately={code: lately[code] for code in states},
        texts=tuple(sorted(said, key=lambda each: each.on, reverse=True)),
    )
