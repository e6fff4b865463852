"""A small content folder (样例内容), and published results, each field replaceable by keyword."""

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from generator.campaign.records import PublishedResult, PublishedStep
from generator.campaign.vocabulary import FIELDS


def make_result(**changes: Any) -> PublishedResult:
    """A published result of fuxing that is resolved within its limit."""
    usual: dict[str, Any] = {
        "issue_no": "2022-000001",
        "title": "楼后的路灯修好了",
        "community_code": "fuxing",
        "field": "housing",
        "severity": "general",
        "state": "resolved",
        "said_by": "resident",
        "received_on": "2022-06-13",
        "due_on": "2022-07-04",
        "resolved_on": "2022-06-20",
        "used_workdays": 5,
        "limit_workdays": 15,
        "responsible_unit": "街道示例城建环保办",
        "summary": "晚上走楼后小路看不见。",
        "outcome": "换了三盏灯，晚上亮了。",
        "steps": (PublishedStep("2022-06-13", "received", "走访时听到"),),
        "published_on": "2022-07-04",
    }
    return PublishedResult(**usual | changes)


def make_png(width: int = 390, height: int = 844) -> bytes:
    """A grey picture of a size."""

    def chunk(kind: bytes, data: bytes = b"") -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND")


def published_lines(*results: PublishedResult) -> str:
    """Results as publication writes them: one flow mapping a line."""
    lines = [msgspec.json.format(msgspec.json.encode(each), indent=0).decode() for each in results]
    return "".join(f"- {line}\n" for line in lines)


def write_content(folder: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """The smallest whole content folder; `files` replaces, adds or (None) leaves out single files."""
    write_files(folder, {**FILES, **(files or {})})
    return folder


def write_files(folder: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Write single files of a content folder; None removes one."""
    for name, text in files.items():
        path = folder / name
        if text is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


SITE = """name: 示例专栏
short_name: 示例专栏
publisher: 示例活动办公室
description: 示例专栏公示走访听到的事。
phone: 0533-0000000
phone_hours: 工作日
corrections: 请拨打 12345。
demo: true
current_year: 2022
ways_to_be_heard:
  - {name: 拨打 12345, detail: 随时可打。, phone: "12345"}
known_phones: [0533-0000000]
"""
WORKDAYS = """- year: 2022
  notice: 国办发明电〔2021〕11号
  rest: [2022-06-03, 2022-10-03, 2022-10-04, 2022-10-05, 2022-10-06, 2022-10-07]
  make_up: [2022-10-08, 2022-10-09]
"""
CAMPAIGN = """year: 2022
title: 示例走访
slogan: 示例口号
document_no: 湖工发〔2022〕34号
policy: plan-2022
goals: [走到每一户]
phases:
  - {code: visiting, title: 集中走访, when: 6月底前, summary: 走, starts_on: 2022-06-11, ends_on: 2022-06-30}
  - {code: mending, title: 集中整改, when: 8月前, summary: 办, starts_on: 2022-07-01, ends_on: 2022-08-10}
limits: {proposal: 5, general: 15, major: 30, critical: 60}
targets: {liaison_percent: 30, secretary_by: 2022-12-31, minimum_minutes: 30}
focus_groups:
  - {code: hardship, label: 困难群众}
scoring: {start: 1000, talk_at: 3, findings: [{code: not_visited, label: 不入户}]}
fields:
"""
CAMPAIGN += "".join(f"  - {{code: {code}, about: {label}管的事。}}\n" for code, label in FIELDS.items())
PLACES = """subdistrict: 湖田街道
city_units_help: fuxing
communities:
  - code: fuxing
    name: 福兴社区
    about: 示例。
    phone: 0533-0000100
    collator: 示例整理员
    grids:
      - {code: fuxing-01, name: 第一网格}
  - code: example-1
    name: 示例一社区
    about: 示例。
    collator: 示例整理员
    grids:
      - {code: example-1-01, name: 第一网格}
"""
UNITS = """units:
  - {code: city-1, name: 市属示例一单位, level: city}
  - {code: city-office, name: 街道示例城建环保办, level: street}
quotas:
  - {unit: city-1, community: fuxing, households: 40}
arrangements:
  - {unit: city-1, community: fuxing, starts_on: 2022-06-13, ends_on: 2022-06-15}
"""
FORM = """title: 入户访问参考
alias: 入户必问参考
privacy_notice: 您说的事只给经办的人看。
absence_reasons: [其他]
short_visit_reasons: [其他]
prompts:
  - no: 1
    title: 有什么要说的？
    hint: 都可以说
    fields: [childcare, education, work, health, elders, housing, support, culture, safety]
  - {no: 9, title: 有什么意见？, hint: 都可以说, kind: opinion}
"""
LEDGERS = """visits:
  - {key: row_no, title: 序号}
issues:
  - {key: row_no, title: 序号}
"""
POLICY = """---
title: 示例政策
fields: [housing]
source: 示例来源
source_date: 2022-06-10
published_on: 2022-06-13 09:00
summary: 示例政策说了什么。
---

正文在这里。
"""
TEXT = """---
title: 示例说明
summary: 这一页说明示例。
---

正文。
"""
FILES = {
    "site.yaml": SITE,
    "workdays.yaml": WORKDAYS,
    "2022/campaign.yaml": CAMPAIGN,
    "2022/places.yaml": PLACES,
    "2022/units.yaml": UNITS,
    "2022/form.yaml": FORM,
    "2022/ledgers.yaml": LEDGERS,
    "2022/published/fuxing.yaml": published_lines(make_result()),
    "policies/plan-2022.md": POLICY,
    **{f"pages/{name}.md": TEXT for name in ("about", "privacy", "accessibility", "report")},
}
