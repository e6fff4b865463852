"""The public texts of an issue (公示稿), before and after they are approved."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from collector.errors import NotAllowed, Refusal
from generator.campaign.records import PublishedPhoto, PublishedResult

LONGEST_TITLE = 32
LONGEST_TEXT = 600

MATTERS = {"public": "公共事项", "personal": "个人事项"}
STATES = {"draft": "草稿", "pending": "待审", "published": "已发布", "withdrawn": "已撤下"}
# As the page says it, so that who writes knows where it will stand.
LABELS = {"title": "标题", "summary": "居民反映", "outcome": "怎么办的", "proposal": "答复方案"}
# What the reason of a withdrawal is kept under, with its instant.
WITHDRAWAL = "withdrawn:"

NOTHING: Mapping[str, str] = MappingProxyType({})

# Households of these focus groups: their own matters are not published singly (R5.3).
UNPUBLISHED_GROUPS = frozenset({"hardship", "petitioner"})


class Shown(msgspec.Struct, frozen=True):
    """A result as the site shows it (网页上的), with the numbers that were merged into it."""

    record: PublishedResult
    merged: tuple[str, ...] = ()


class Draft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The public texts of an issue (公示稿), written by one person and approved by another (R5.2).

    `matter` is public (公共) or personal (个人); `state` draft, pending, published or withdrawn.
    `approved_for` is in whose place it was approved (代办). `shown` is what the site knew better when a
    backup was restored (照网页留着的): until the next approval that is told, whatever became of the case.
    """

    issue_no: str
    community_code: str
    state: str
    matter: str
    title: str
    summary: str
    outcome: str = ""
    proposal: str = ""
    written_by: str
    written_at: str
    approved_by: str | None = None
    approved_for: str | None = None
    approved_at: str | None = None
    published_on: str | None = None
    changed_on: str | None = None
    withdrawn_on: str | None = None
    returned_because: str | None = None
    photos: tuple[PublishedPhoto, ...] = ()
    shown: Shown | None = None

    def texts(self) -> dict[str, str]:
        """Every text that would be printed, by field."""
        return {
            "title": self.title,
            "summary": self.summary,
            "outcome": self.outcome,
            "proposal": self.proposal,
        }


def without_texts(draft: Draft) -> Draft:
    """The draft with nothing left in it that anybody wrote (清空): its number and days stay."""
    nothing = dict.fromkeys(draft.texts(), "")
    return msgspec.structs.replace(draft, returned_because=None, photos=(), shown=None, **nothing)


def check_draft(draft: Draft, *, needs_outcome: bool, disclosed: Mapping[str, str] = NOTHING) -> None:
    """Refuse a draft that lacks a text or whose title is too long (R1.3): all faults at once.

    `disclosed` is what the detector found, by field; it is told in the same go.
    """
    lacking = _missing(draft, needs_outcome) | _too_long(draft)
    if draft.matter not in MATTERS:
        lacking["matter"] = "请选择公共事项还是个人事项"
    if draft.matter == "personal" and draft.photos:
        lacking["matter"] = "个人事项不放照片，请先删掉照片"
    if "\n" in draft.title.strip():
        lacking["title"] = "标题只能写一行"
    wrong = {
        name: "；".join(found[name] for found in (lacking, disclosed) if name in found)
        for name in (*LABELS, "matter")
        if name in lacking or name in disclosed
    }
    if lacking:
        raise Refusal("draft_incomplete", "公示稿还要补正：" + "；".join(wrong.values()), wrong)
    if wrong:
        raise Refusal("discloses", "公示稿里有不能公开的内容：" + "；".join(wrong.values()), wrong)


def _missing(draft: Draft, needs_outcome: bool) -> dict[str, str]:
    needed = ("title", "summary", "outcome") if needs_outcome else ("title", "summary")
    return {name: f"请写“{LABELS[name]}”" for name in needed if not getattr(draft, name).strip()}


def _too_long(draft: Draft) -> dict[str, str]:
    limits = {name: LONGEST_TITLE if name == "title" else LONGEST_TEXT for name in draft.texts()}
    return {
        name: f"“{LABELS[name]}”写了 {len(text)} 个字，最多 {limits[name]} 个字"
        for name, text in draft.texts().items()
        if len(text) > limits[name]
    }


def check_approval(draft: Draft, username: str) -> None:
    """Refuse an approval by the writer (不得自审), or of what was not handed in."""
    if draft.state != "pending":
        raise Refusal(
            "not_pending", f"{draft.issue_no} 的公示稿是“{STATES[draft.state]}”，没有报审，不能批准。"
        )
    if draft.written_by == username:
        raise NotAllowed("same_person", "这份公示稿是您写的，要由别人批准（不得自审）。")


def check_singly(matter: str, focus: tuple[str, ...]) -> None:
    """Refuse to publish a household's own matter where that could point at it (R5.3)."""
    if matter == "personal" and UNPUBLISHED_GROUPS & set(focus):
        found = "这一户是特殊困难户或信访户，它自家的事不单独公示，只计入街道合计。"
        raise Refusal("not_published_singly", found + "如果办的是大家的事，请把“个人事项”改为“公共事项”。")
