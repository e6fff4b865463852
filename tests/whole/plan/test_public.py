"""What residents read (公示), held to the plan row by row, on the demo site as it is built."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.build import Options, build
from generator.campaign.vocabulary import FIELDS
from generator.errors import ContentError
from generator.wording import short_day
from tests import content_samples as sample
from tests.makers import PROJECT

BASE = "https://wanhu.test/"
TEMPLATES = PROJECT / "templates"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plan") / "site"
    build(Options(content=PROJECT / "content", templates=TEMPLATES, out=out, base_url=BASE))
    return out


def text_of(site: Path, address: str) -> str:
    """The words of a page's main part, without spaces."""
    main = (site / address / "index.html").read_text("utf-8").partition("<main")[2].partition("</main>")[0]
    return re.sub(r"<[^>]*>|\s", "", main)


def published(site: Path) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads((site / "data/results.json").read_bytes())["results"]
    return results


def test_s01_the_plan_stands_with_its_official_block_and_its_own_words(site: Path) -> None:
    """All six fields, 成文 apart from 发文; the office's Markdown is what is shown."""
    text = text_of(site, "policies/plan-2022/")
    for said in ("湖工发〔2022〕34号", "11370303004217354J/2022-5244665", "有效"):
        assert said in text
    assert re.search(r"成文日期2022-06-10", text)
    assert re.search(r"发文日期2022-06-12", text)
    assert re.search(r"发文机关\S*湖田街道", text)
    body = (PROJECT / "content/policies/plan-2022.md").read_text("utf-8").split("---\n", 2)[2]
    lines = [re.sub(r"[*#>\s]|^\d+\.|^- ", "", line) for line in body.splitlines()]
    plain = [line for line in lines if line and not re.search(r"[\[|`!]", line)]
    assert len(plain) > 10
    assert [line for line in plain if line not in text] == []


def test_s03_three_indicators_stand_with_what_they_are_parts_of(site: Path) -> None:
    """覆盖率 of the roster, 兜清 of the covered, 解决 and 回应 as two numbers (R6.1)."""
    counts = yaml.safe_load((PROJECT / "content/2022/published/coverage.yaml").read_text("utf-8"))["street"]
    text = text_of(site, "data/")
    answered = counts["resolved"] + counts["explained"]
    for part, whole in (
        (counts["covered"], counts["households"]),
        (counts["all_asked"], counts["covered"]),
        (counts["resolved"], counts["issues"]),
        (answered, counts["issues"]),
    ):
        assert f"{part:,}/{whole:,}" in text
        assert f"{part * 100 // whole}%" in text or f"{round(part * 100 / whole)}%" in text
    assert counts["covered"] <= counts["households"]


def test_s04_nine_fields_in_their_order_each_with_a_page(site: Path) -> None:
    """Also those with nothing to tell yet; no tenth unless it is configured."""
    assert sorted(path.name for path in (site / "2022/fields").iterdir() if path.is_dir()) == sorted(FIELDS)
    home = (site / "index.html").read_text("utf-8")
    linked = re.findall(r'href="[./]*2022/fields/([a-z]+)/"', home)
    assert list(dict.fromkeys(linked)) == list(FIELDS)
    for code, label in FIELDS.items():
        assert text_of(site, f"2022/fields/{code}/").count(label)


def test_s04_a_field_without_results_is_still_there(tmp_path: Path) -> None:
    """With its page and its place on the home page."""
    content = sample.write_content(tmp_path / "content")
    build(Options(content=content, templates=TEMPLATES, out=tmp_path / "site"))
    assert "民有文乐" in text_of(tmp_path / "site", "2022/fields/culture/")
    assert "民有文乐" in text_of(tmp_path / "site", "")


def test_s07_a_community_shows_everything_in_its_area_whoever_handles_it(site: Path) -> None:
    """Its list has each published number of the community, of every responsible unit."""
    results = published(site)
    for code in {each["community_code"] for each in results}:
        pages = (site / f"2022/results/community/{code}").rglob("index.html")
        listed = "".join(path.read_text("utf-8") for path in pages)
        here = [each for each in results if each["community_code"] == code]
        assert [each["issue_no"] for each in here if f"results/{each['issue_no']}/" not in listed] == []
        assert len({each.get("responsible_unit") for each in here}) > 1


def test_the_day_a_result_opens_with_is_called_what_it_is(site: Path) -> None:
    """It is the day of the reply; the day on which it was done may stand before it, among the steps."""
    solved = [each for each in published(site) if each["state"] == "resolved"]
    assert len(solved) > 10
    for each in solved:
        said = f"→{short_day(each['resolved_on'])}办结并回复"
        assert said in text_of(site, f"2022/results/{each['issue_no']}/")


def test_s91_a_story_with_a_picture_needs_consent(tmp_path: Path) -> None:
    """Without it the build stops and names the file; with it the story is printed."""
    front = "title: 示例故事\nsource: 示例\npublished_on: 2022-07-01 09:00\nsummary: 示例。\nconsent: {}\n"
    story = f"---\n{front}---\n\n![灯亮了](lamp.png)\n"
    files = {"stories/lamp.md": story.format("false"), "stories/lamp.png": sample.make_png()}
    content = sample.write_content(tmp_path / "content", files)
    with pytest.raises(ContentError) as refused:
        build(Options(content=content, templates=TEMPLATES, out=tmp_path / "site"))
    assert [(Path(each.file).name, each.code) for each in refused.value.problems] == [("lamp.md", "consent")]
    sample.write_files(content, {"stories/lamp.md": story.format("true")})
    build(Options(content=content, templates=TEMPLATES, out=tmp_path / "site"))
    assert "示例故事" in text_of(tmp_path / "site", "stories/lamp/")


def test_s98_every_page_says_where_to_report_a_mistake(site: Path) -> None:
    """In the same words, with a number to call."""
    wanted = yaml.safe_load((PROJECT / "content/site.yaml").read_text("utf-8"))["corrections"]
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        assert "<b>找错：</b>" + wanted in page, path
        assert 'href="tel:12345"' in page, path


# Open data: the row of the issue, not of the plan.

TYPES = {"string", "integer", "boolean", "number", "date"}
NAME = re.compile(r"[-a-z0-9._/]+")


def test_the_data_package_keeps_to_the_specification(site: Path) -> None:
    """Frictionless Data Package, version 1: what its schema requires of packages, resources and fields."""
    package = json.loads((site / "data/datapackage.json").read_bytes())
    assert NAME.fullmatch(package["name"])
    names = [each["name"] for each in package["resources"]]
    assert len(set(names)) == len(names) > 1
    for resource in package["resources"]:
        assert NAME.fullmatch(resource["name"])
        assert not resource["path"].startswith(("/", "."))
        assert (site / "data" / resource["path"]).is_file()
        assert resource.get("encoding", "utf-8") == "utf-8"
        if "schema" in resource:
            assert resource["profile"] == "tabular-data-resource"
            fields = [each["name"] for each in resource["schema"]["fields"]]
            assert len(set(fields)) == len(fields)
            assert resource["schema"]["primaryKey"] in fields
            for field in resource["schema"]["fields"]:
                assert field["type"] in TYPES
                assert field["description"]


def fields_of(site: Path) -> dict[str, dict[str, Any]]:
    package = json.loads((site / "data/datapackage.json").read_bytes())
    table = next(each for each in package["resources"] if "schema" in each)
    return {each["name"]: each for each in table["schema"]["fields"]}


def rows(site: Path) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO((site / "data/results.csv").read_text("utf-8"), newline=""))


def test_every_cell_is_of_its_declared_type(site: Path) -> None:
    """And every code one that the package names; the key is there and unique."""
    fields, keys = fields_of(site), set()
    for row in rows(site):
        assert row.keys() == fields.keys()
        keys.add(row["issue_no"])
        for name, value in row.items():
            kind, allowed = fields[name]["type"], fields[name].get("constraints", {}).get("enum")
            assert not value or kind != "integer" or re.fullmatch(r"\d+", value), f"{name} {value}"
            assert not value or kind != "boolean" or value in ("true", "false"), f"{name} {value}"
            assert not value or allowed is None or value in allowed, f"{name} {value}"
    assert len(keys) == len(published(site)) > 50
    assert "" not in keys


def test_open_data_keeps_to_every_rule_of_suppression(site: Path) -> None:
    """A month stays a month without steps; merged counts from 5; nothing that the record does not have."""
    for record in published(site):
        days = ("received_on", "proposal_due_on", "due_on", "extended_to", "resolved_on", "closed_on")
        dates = [record[name] for name in days if name in record]
        if len(record["received_on"]) == len("2022-06"):
            assert {len(each) for each in dates} == {len("2022-06")}
            assert "steps" not in record
        assert record.get("merged_count", 5) >= 5
        assert not record.keys() & {
            "household_code",
            "reported_by",
            "visit_no",
            "grid_code",
            "focus",
            "phone",
        }


def test_ids_are_stable_addresses(site: Path) -> None:
    """Each number in the data has its page at the address made of it, and pages say so of themselves."""
    for record in published(site):
        number = record["issue_no"]
        page = (site / f"{number[:4]}/results/{number}/index.html").read_text("utf-8")
        assert f'<link rel="canonical" href="{BASE}{number[:4]}/results/{number}/">' in page
