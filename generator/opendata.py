"""The published results for programs (开放数据): JSON, CSV, and what each column means."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

import msgspec

from generator.campaign.records import PublishedResult
from generator.campaign.vocabulary import PUBLISHED_STATES, SAID_BY, SATISFACTIONS, SEVERITIES
from generator.edition import Edition

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
    "due_provisional": "期限暂定：跨入还没有放假安排的年份",
    "extended_to": "经批准延期到",
    "resolved_on": "办好或说明并回复的日期",
    "closed_on": "销号日期",
    "used_workdays": "用了多少个工作日",
    "limit_workdays": "时限是多少个工作日",
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
ABOUT = "data/datapackage.json"
NAMES = ("data/results.json", "data/results.csv", ABOUT)
_NESTED = ("steps", "photos")
COLUMNS = tuple(name for name in DEFINITIONS if name not in _NESTED)
_VALUES = attrgetter(*COLUMNS)
_CODES: Mapping[str, Mapping[str, str]] = {
    "severity": SEVERITIES,
    "state": PUBLISHED_STATES,
    "said_by": SAID_BY,
    "satisfaction": SATISFACTIONS,
}
_TYPES = {
    "due_provisional": "boolean",
    "used_workdays": "integer",
    "limit_workdays": "integer",
    "merged_count": "integer",
}
# What a spreadsheet would take for a formula.
_WRITTEN_OTHERWISE = (str, bool)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def files(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """The three files of `/data/`."""
    results = sorted(
        (each for overview in edition.years for each in overview.results), key=lambda each: each.issue_no
    )
    as_of = edition.moment.isoformat(timespec="seconds") if edition.moment else None
    whole = {"as_of": as_of, "count": len(results), "results": results}
    package = msgspec.json.format(msgspec.json.encode(_package(edition)))
    contents = (msgspec.json.encode(whole) + b"\n", _csv(results), package + b"\n")
    yield from zip(NAMES, contents, strict=True)


def _csv(results: Iterable[PublishedResult]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, results))
    return text.getvalue().encode()


def _row(result: PublishedResult) -> list[object]:
    """A line; the writer leaves nothing for None and writes numbers as they are."""
    return [_cell(value) if type(value) in _WRITTEN_OTHERWISE else value for value in _VALUES(result)]


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if str(value).startswith(_FORMULA) else value


def _package(edition: Edition) -> dict[str, object]:
    """A description in the form of Frictionless Data Package (version 1)."""
    return {
        "name": f"results-{edition.site.current_year}",
        "title": f"{edition.site.name}：办理结果",
        "description": edition.site.description,
        "resources": [
            {
                "name": "results-json",
                "path": "results.json",
                "format": "json",
                "mediatype": "application/json",
            },
            {
                "name": "results-csv",
                "path": "results.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "profile": "tabular-data-resource",
                "schema": {"fields": [_field(edition, name) for name in COLUMNS], "primaryKey": "issue_no"},
            },
        ],
    }


def _field(edition: Edition, name: str) -> dict[str, object]:
    described: dict[str, object] = {
        "name": name,
        "type": _TYPES.get(name, "string"),
        "description": DEFINITIONS[name],
    }
    labels = _labels(edition).get(name)
    if labels:
        described["constraints"] = {"enum": list(labels)}
        described["labels"] = dict(labels)
    return described


def _labels(edition: Edition) -> dict[str, Mapping[str, str]]:
    places = {code: name for each in edition.years for code, name in each.community_names.items()}
    fields = {code: name for each in edition.years for code, name in each.field_labels.items()}
    return {**_CODES, "community_code": places, "field": fields}
