"""The data of the static-site benchmark as content of this project: `python -m tests.bench.peers FOLDER`.

The same results as the other generators get, and templates whose pages weigh what theirs do; all else that
a build does (checks, disclosure, links, search, feed, open data) stays on. In `block/` the same content has
its results as a person writes YAML, one line a field.
"""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml

from generator.campaign.records import PublishedResult
from generator.campaign.vocabulary import FIELDS
from tests import content_samples as sample
from tests.content_samples import published_lines, write_content

ROOT = Path(__file__).resolve().parents[2]
LIGHT = Path(__file__).parent / "templates"
SEVERITIES = {"一般": "general", "较重": "major", "严重": "critical", "紧急": "critical"}
SATISFACTIONS = {"非常满意": "satisfied", "满意": "satisfied", "基本满意": "mostly", "不满意": "unsatisfied"}
STEPS = {"受理": "received", "派单": "handed_over", "办理": "proposal", "办结": "resolved"}


def result(issue: dict[str, Any]) -> PublishedResult:
    """An issue of the benchmark as a published result."""
    told = {
        "issue_no": issue["id"],
        # A lettered block of flats is a warning here, and a site with warnings is looked at again each time.
        "title": issue["title"].replace("A&B栋", "A&B 处"),
        "community_code": issue["community"],
        "field": list(FIELDS)[int(issue["category"][1:]) - 1],
        "severity": SEVERITIES[issue["severity"]],
        "state": "resolved",
        "received_on": issue["received"],
        "due_on": issue["due"],
        "resolved_on": issue["resolved"],
        "responsible_unit": issue["unit"],
        "summary": issue["summary"],
        "outcome": issue["outcome"],
        "satisfaction": SATISFACTIONS[issue["satisfaction"]],
        "steps": [
            {"on": each["date"], "kind": STEPS[each["kind"]], "text": each["text"]}
            # Some of the benchmark's steps stand before what went before them, which no published result may.
            for each in sorted(issue["timeline"], key=lambda each: each["date"])
        ],
        "published_on": issue["resolved"],
    }
    return msgspec.convert(told, PublishedResult)


def written(results: list[PublishedResult], *, block: bool) -> str:
    """Results as publication writes them, or as a person does."""
    if not block:
        return published_lines(*results)
    plain = [json.loads(line[2:]) for line in published_lines(*results).splitlines()]
    return yaml.dump(plain, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, default_style='"')


def files(data: Path, *, block: bool) -> Iterator[tuple[str, str | None]]:
    """The content, by name."""
    meta = json.loads((data / "meta.json").read_text(encoding="utf-8"))
    units = set()
    for path in sorted((data / "jsonl").glob("*.jsonl")):
        results = [result(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
        units |= {each.responsible_unit for each in results}
        yield f"2022/published/{path.stem}.yaml", written(results, block=block)
    yield "2022/published/fuxing.yaml", None
    yield (
        "2022/places.yaml",
        "subdistrict: 示例街道\ncommunities:\n"
        + "".join(
            f"  - {{code: {each['slug']}, name: {each['name']}, about: 示例。, collator: 示例整理员,"
            f" grids: [{{code: {each['slug']}-01, name: 第一网格}}]}}\n"
            for each in meta["communities"]
        ),
    )
    yield (
        "2022/units.yaml",
        "units:\n"
        + "".join(
            f"  - {{code: unit-{place}, name: {name}, level: street}}\n"
            for place, name in enumerate(sorted(filter(None, units)))
        ),
    )
    yield "2022/campaign.yaml", sample.CAMPAIGN.replace("policy: plan-2022", "policy: p01")
    yield "policies/plan-2022.md", None
    for path in sorted((data / "policies").glob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        title, date = (
            json.loads(front.split("title: ")[1].splitlines()[0]),
            front.split("date: ")[1].strip(),
        )
        about = f"title: {json.dumps(title, ensure_ascii=False)}\nsummary: 示例。\nsource: 示例来源\n"
        dates = f"source_date: {date}\npublished_on: {date} 09:00\n"
        yield f"policies/{path.name}", f"---\n{about}{dates}---\n{body}"


def main() -> None:
    data = Path(sys.argv[1])
    write_content(data / "content", dict(files(data, block=False)))
    write_content(data / "block", dict(files(data, block=True)))
    shutil.copytree(ROOT / "templates", data / "templates", dirs_exist_ok=True)
    shutil.copytree(LIGHT, data / "templates", dirs_exist_ok=True)


if __name__ == "__main__":
    main()
