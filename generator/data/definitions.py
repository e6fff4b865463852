"""What each field of the published data means (数据字段), for programs and for people."""

from collections.abc import Iterator, Mapping

from generator.campaign.vocabulary import PUBLISHED_STATES, SAID_BY, SATISFACTIONS, SEVERITIES
from generator.edition import Edition
from generator.figures import DataField

# Every field of a result, in its order: what it means, for whoever uses the data.
DEFINITIONS: Mapping[str, str] = {
    "issue_no": "编号：年份和六位序号，终身不变",
    "title": "标题",
    "community_code": "社区代码",
    "field": "民生领域代码",
    "severity": "轻重：决定适用多长的时限",
    "state": "办理状态",
    "said_by": "状态是谁说的",
    "received_on": "收到日期；个人事项只到月",
    "proposal_due_on": "答复方案的期限",
    "due_on": "办结期限（原定）",
    "due_provisional": "期限暂定：要看还没有公布的放假安排",
    "extended_to": "经批准延期到",
    "resolved_on": "办好或说明并回复的日期",
    "closed_on": "销号日期",
    "used_workdays": "用了多少个工作日；重新办理的，从重新办理那天起算；放假没公布、数不准的和个人事项不写",
    "limit_workdays": "时限是多少个工作日",
    "in_time": "是否按时办结；只写个人事项，个人事项不写用了几天",
    "responsible_unit": "责任单位",
    "summary": "居民反映了什么",
    "outcome": "怎么办的，或者为什么办不了",
    "satisfaction": "回访满意度（本人同意公开的）",
    "merged_count": "同样的反映合并了多少条（5 条以上才写）",
    "steps": "办理过程：日期、步骤、说明",
    "photos": "照片：文件、说明、办之前或之后",
    "published_on": "公示日期",
    "changed_on": "最后改动日期",
}
NESTED = ("steps", "photos")
COLUMNS = tuple(name for name in DEFINITIONS if name not in NESTED)
TYPES = {
    "due_provisional": "boolean",
    "in_time": "boolean",
    "used_workdays": "integer",
    "limit_workdays": "integer",
    "merged_count": "integer",
}
_CODES: Mapping[str, Mapping[str, str]] = {
    "severity": SEVERITIES,
    "state": PUBLISHED_STATES,
    "said_by": SAID_BY,
    "satisfaction": SATISFACTIONS,
}
_KINDS = {"boolean": "是或否（true、false）", "integer": "整数", "string": "文字"}
_DATES = ("_on", "_to")


def labels(edition: Edition) -> dict[str, Mapping[str, str]]:
    """The codes that a field may hold, each with its word."""
    places = {code: name for each in edition.years for code, name in each.community_names.items()}
    fields = {code: name for each in edition.years for code, name in each.field_labels.items()}
    return {**_CODES, "community_code": places, "field": fields}


def for_people(edition: Edition) -> Iterator[DataField]:
    """The same as a table to read: name, meaning, kind, and the words behind the codes."""
    known = labels(edition)
    for name, meaning in DEFINITIONS.items():
        codes = known.get(name, {})
        yield DataField(
            name=name,
            meaning=meaning,
            kind=_kind(name, is_coded=bool(codes)),
            values=tuple(f"{code} {label}" for code, label in codes.items()),
        )


def _kind(name: str, *, is_coded: bool) -> str:
    if name in NESTED:
        return "列表，只在 results.json 里"
    if is_coded:
        return "代码"
    return "日期，如 2022-06-13" if name.endswith(_DATES) else _KINDS[TYPES.get(name, "string")]
