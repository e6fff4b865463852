"""A build is repeatable, says what is wrong before it touches anything, and leaves whole files only."""

import contextlib
import gc
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generator import commands, pages
from generator.build import Options, build, check, load_year
from generator.campaign.records import PublishedPhoto, PublishedStep
from generator.errors import ContentError, OutputError
from generator.making import lock, write
from generator.making.write import Staging
from generator.reading.moment import to_moment
from generator.remembering import standing
from generator.rendering.render import Renderer
from tests import content_samples as sample
from tests.content_samples import make_png, make_result, published_lines, write_content, write_files

NOTICE = sample.POLICY.replace("source_date: 2022-06-10\n", "")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.fixture
def house(tmp_path):
    """A content folder and an empty output beside it, with a function that builds."""
    return House(tmp_path)


class House:
    def __init__(self, folder):
        self.content = folder / "content"
        self.out = folder / "site"
        write_content(self.content)

    def write(self, files):
        write_files(self.content, files)

    def publish(self, *results):
        self.write({"2022/published/fuxing.yaml": published_lines(*results)})

    def build(self, gate=None, **changes):
        usual = {"content": self.content, "templates": TEMPLATES, "out": self.out}
        return build(Options(**usual | changes), gate)

    def files(self):
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in self.out.rglob("*")
            if path.is_file()
        }

    def page(self, address):
        return (self.out / address / "index.html").read_text(encoding="utf-8")


def codes(caught):
    return {each.code for each in caught.value.problems}


def test_two_builds_of_the_same_content_are_byte_identical(house):
    house.build()
    first = house.files()
    house.build(out=house.out.with_name("again"))
    again = House.files(type("Again", (), {"out": house.out.with_name("again")}))
    assert first == again


def test_the_addresses_of_the_contract_are_there(house):
    house.write({"stories/tree.md": sample.POLICY.replace("source_date: 2022-06-10\n", "")})
    house.write({"notices/visit.md": sample.POLICY.replace("source_date: 2022-06-10\n", "")})
    house.build()
    for address in (
        "", "2022/", "2022/results/", "2022/results/2022-000001/", "2022/communities/fuxing/",
        "2022/communities/example-1/", "2022/fields/housing/", "2022/fields/childcare/", "2022/arrangements/",
        "policies/plan-2022/", "notices/visit/", "stories/tree/", "search/", "data/", "report/", "guide/",
        "about/", "privacy/", "accessibility/",
    ):  # fmt: skip
        assert (house.out / address / "index.html").is_file(), address
    for name in (
        "404.html",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
        "data/results.json",
        "data/results.csv",
    ):
        assert (house.out / name).is_file(), name


def test_an_empty_column_of_notices_or_stories_is_not_published(house):
    """R1.8."""
    house.build()
    assert not (house.out / "notices").exists()
    assert not (house.out / "stories").exists()


@pytest.mark.parametrize("published", [False, True])
def test_a_first_year_has_a_whole_site(house, published):
    """Without policies, coverage, or anything published, each page stands, says so once, and leads on."""
    house.write({
        "policies/plan-2022.md": None,
        "2022/campaign.yaml": sample.CAMPAIGN.replace("policy: plan-2022\n", ""),
    })  # fmt: skip
    if not published:
        house.write({"2022/published/fuxing.yaml": None})
    house.build()
    texts = {path: path.read_text(encoding="utf-8") for path in house.out.rglob("*.html")}
    for path, text in texts.items():
        assert len(re.findall("<h1", text)) == 1, path
        assert not re.search(r">\s*(None|null|0/0)", text), path
        for href in re.findall(r'href="(?!data:|tel:|https?:|mailto:|#|\?)([^"#?]*)', text):
            target = (house.out if path.name == "404.html" else path.parent) / href.removeprefix("/")
            assert (target / "index.html").is_file() or target.is_file(), (path, href)
    policies = house.page("policies")
    assert policies.count('class="empty"') == 1
    assert "政策还在整理，整理好在这里公布。" in policies
    assert not (house.out / "policies/leaflet").exists()
    assert house.page("2022").count("policies/") == 1, "the navigation alone leads to policies"
    assert ("还没有公布的结果" in house.page("2022/communities/fuxing")) is not published
    assert ("数字是已解决件数" in house.page("2022/communities")) is published


def test_a_second_build_writes_nothing(house):
    house.build()
    before = {name: (house.out / name).stat().st_mtime_ns for name in house.files()}
    built = house.build()
    assert (built.written, built.removed) == (0, 0)
    assert built.unchanged == len(before)
    assert {name: (house.out / name).stat().st_mtime_ns for name in before} == before


def test_results_stand_by_whichever_way_the_folders_are_named(house, monkeypatch):
    """The desk names them whole, a person from where they are: no result is rendered anew."""
    house.build()
    printed = Renderer.printed
    rendered = []
    monkeypatch.setattr(
        Renderer,
        "printed",
        lambda renderer, planned: rendered.append(planned.address) or printed(renderer, planned),
    )
    monkeypatch.chdir(TEMPLATES.parent)
    content = Path(os.path.relpath(house.content))
    house.build(content=content, templates=Path("templates"), out=Path(os.path.relpath(house.out)))
    assert [each for each in rendered if "/results/" in each] == []


def test_only_what_changed_is_written(house):
    house.publish(make_result(), make_result(issue_no="2022-000002", title="井盖换了"))
    house.build()
    before = house.files()
    house.publish(make_result(), make_result(issue_no="2022-000002", title="井盖换好了"))
    built = house.build()
    after = house.files()
    assert built.written == sum(before[name] != after[name] for name in after)
    assert after["2022/results/2022-000001/index.html"] == before["2022/results/2022-000001/index.html"]


def test_what_is_no_longer_planned_is_removed_and_a_kept_file_stays(house):
    house.out.mkdir()
    (house.out / ".gitkeep").touch()
    house.build()
    house.publish(make_result(issue_no="2022-000002"))
    built = house.build()
    assert built.removed == 1
    assert not (house.out / "2022/results/2022-000001").exists()
    assert (house.out / ".gitkeep").exists()


def test_a_picture_is_published_with_the_text_that_shows_it_and_goes_with_it(house):
    house.write({"guide/cadres.md": sample.TEXT.replace("正文。", "![第二屏](visit.png)")})
    house.write({"guide/visit.png": sample.make_png(), "guide/other.png": sample.make_png()})
    house.build()
    assert house.files()["guide/visit.png"] == sample.make_png()
    assert "guide/other.png" not in house.files()
    assert '<img alt="第二屏" loading="lazy" src="../../guide/visit.png" width="390" height="844">' in (
        house.page("guide/cadres")
    )
    house.write({"guide/cadres.md": sample.TEXT})
    house.build()
    assert "guide/visit.png" not in house.files()


def test_a_photo_that_no_result_shows_is_not_public_and_said(house):
    """One that was left when its result was withdrawn; a text may show it all the same."""
    shown = PublishedPhoto(file="lamp.png", alt="路灯", when="after")
    house.publish(make_result(photos=(shown,)))
    house.write({"2022/published/photos/lamp.png": make_png(), "2022/published/photos/left.png": make_png()})
    assert {(Path(each.file).name, each.code) for each in house.build().warnings if "photo" in each.code} == {
        ("left.png", "unused_photo")
    }
    photos = house.out / "2022/photos"
    assert (photos / "lamp.png").exists()
    assert not (photos / "left.png").exists()
    house.publish(make_result())
    house.build()
    assert not photos.exists()
    consenting = NOTICE.replace("---\n", "---\nconsent: true\n", 1)
    house.write({"notices/visit.md": f"{consenting}\n![路灯](/2022/photos/lamp.png)\n"})
    house.build()
    assert [each.name for each in photos.iterdir()] == ["lamp.png"]


def test_a_withdrawn_result_leaves_a_notice_and_is_nowhere_else(house):
    """R5.6: page, data, search and lists, in one act."""
    house.publish(make_result(title="南墙根的水洼填平了"), make_result(issue_no="2022-000002"))
    house.build()
    house.publish(make_result(issue_no="2022-000002"))
    house.write({"2022/published/withdrawn.yaml": "- {issue_no: 2022-000001, withdrawn_on: 2022-07-05}\n"})
    house.build()
    assert "2022-000001" in house.page("2022/results/2022-000001")
    assert not [name for name, data in house.files().items() if "水洼".encode() in data]


def test_a_merged_number_leads_to_the_one_that_answers(house):
    house.write({"2022/published/merged.yaml": "- {issue_no: 2022-000007, into: 2022-000001}\n"})
    house.build()
    assert 'href="../../../2022/results/2022-000001/"' in house.page("2022/results/2022-000007")


def test_results_are_listed_newest_first_in_pages_that_later_ones_do_not_move(house):
    house.publish(*(make_result(issue_no=f"2022-{n:06}") for n in range(1, 121)))
    house.build()
    listed = [
        re.findall(r'class="case" href="[./]*2022/results/(2022-\d{6})/"', house.page(address))
        for address in ("2022/results", "2022/results/page/3", "2022/results/page/2")
    ]
    assert [len(each) for each in listed] == [40, 40, 40]
    assert [number for each in listed for number in each] == [f"2022-{n:06}" for n in range(120, 0, -1)]
    assert (house.out / "2022/results/community/fuxing/page/3/index.html").is_file()
    assert not (house.out / "2022/results/page/4").exists()
    older = [house.page(f"2022/results/{kind}page/2") for kind in ("", "community/fuxing/", "field/housing/")]
    house.publish(*(make_result(issue_no=f"2022-{n:06}") for n in range(1, 131)))
    house.build()
    assert older == [
        house.page(f"2022/results/{kind}page/2") for kind in ("", "community/fuxing/", "field/housing/")
    ]


def test_filters_lead_to_lists_of_their_own(house):
    parked = make_result(
        issue_no="2022-000002",
        title="红绿灯",
        field="safety",
        state="parked",
        resolved_on=None,
        used_workdays=None,
    )
    house.publish(make_result(), parked)
    house.build()
    for address in ("state/parked", "field/safety"):
        assert "2022-000002" in house.page(f"2022/results/{address}")
        assert "2022/results/2022-000001/" not in house.page(f"2022/results/{address}")
    assert "2022-000001" in house.page("2022/results/community/fuxing")


def test_every_link_is_relative_so_that_the_site_works_under_any_path(house):
    """R1.5; only the page for wrong addresses needs the site's own path."""
    house.build(base_url="https://example.org/a/b")
    for name, data in house.files().items():
        if name.endswith(".html") and name != "404.html":
            links = re.findall(r'\s(?:href|src)="([^"]*)"', data.decode())
            absolute = [each for each in links if each.startswith("/")]
            assert absolute == [], name
    assert 'href="/a/b/search/"' in (house.out / "404.html").read_text(encoding="utf-8")


def test_the_base_address_stands_where_whole_addresses_are_needed(house):
    house.build(base_url="https://example.org/a")
    page = house.page("2022/results/2022-000001")
    assert '<link rel="canonical" href="https://example.org/a/2022/results/2022-000001/">' in page
    assert "https://example.org/a/2022/results/2022-000001/" in (house.out / "sitemap.xml").read_text()
    assert "Sitemap: https://example.org/a/sitemap.xml" in (house.out / "robots.txt").read_text()


def test_hostile_text_is_shown_and_not_run(house):
    hostile = '<script>alert(1)</script>"&{{7*7'
    house.publish(
        make_result(
            title=hostile,
            summary=hostile,
            outcome=hostile,
            steps=(PublishedStep("2022-06-13", "received", hostile),),
        )
    )
    house.write({"policies/plan-2022.md": sample.POLICY.replace("正文在这里。", hostile)})
    house.build()
    for name, data in house.files().items():
        if name.endswith((".html", ".xml")):
            assert b"<script>alert" not in data, name
            assert b"49" not in re.findall(rb"alert\(1\)(.{0,40})", data), name


def test_the_desk_needs_the_settings_only(house):
    """A broken notice or published file stops a build, not the desk; a broken setting stops both."""
    house.write({"notices/a.md": "x", "2022/published/fuxing.yaml": "- {"})
    assert load_year(house.content).community("fuxing").name == "福兴社区"
    house.write({"2022/units.yaml": sample.UNITS.replace("city-1, community", "city-9, community", 1)})
    with pytest.raises(ContentError) as caught:
        load_year(house.content)
    assert codes(caught) == {"unknown_unit"}


# What stops a build leaves the old site as it was.


def refused(house, error=ContentError, **changes):
    before = house.files()
    with pytest.raises(error) as caught:
        house.build(**changes)
    assert house.files() == before
    assert not (house.out.parent / ".site.build" / "stage").exists()
    return caught


def test_broken_content_stops_the_build_before_it_starts(house):
    house.build()
    house.write({"site.yaml": "name: [\n"})
    assert codes(refused(house)) == {"yaml"}


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("site.yaml", sample.SITE.replace("current_year: 2022", "current_year: 2031"), "unknown_year"),
        ("2022/campaign.yaml", sample.CAMPAIGN.replace("year: 2022", "year: 2021"), "wrong_year"),
    ],
)
def test_a_current_year_that_is_not_there_is_said_with_all_else_that_is_wrong(house, name, text, code):
    """Whoever starts the next campaign names its year before there is a folder."""
    house.write({name: text, "workdays.yaml": sample.WORKDAYS.replace("2022-10-09", "2021-10-09")})
    assert {code, "wrong_year"} <= codes(refused(house))
    with pytest.raises(ContentError):
        check(Options(content=house.content))


def test_a_page_that_somebody_took_away_breaks_no_build_in_which_another_goes(house):
    """What leads nowhere is said of pages that are there."""
    notice = sample.POLICY.replace("source_date: 2022-06-10\n", "").replace("示例政策", "公告", 1)
    many = [make_result(issue_no=f"2022-{number:06}") for number in range(1, 60)]
    house.write({"notices/a.md": notice, "2022/published/fuxing.yaml": published_lines(*many)})
    house.build()
    (house.out / "2022/results/page/2/index.html").unlink()
    house.write({"notices/a.md": None})
    with contextlib.suppress(ContentError):
        house.build()
    house.build(clean=True)


@pytest.mark.parametrize("refuses", [False, True])
def test_garbage_is_collected_again_after_a_build_however_it_ended(house, refuses):
    seen = []

    def gate(_staging):
        seen.append(gc.isenabled())
        if refuses:
            raise ContentError([])

    with contextlib.suppress(ContentError):
        house.build(gate)
    assert (seen, gc.isenabled()) == ([False], True)


def test_a_build_that_waited_for_another_makes_what_stands_by_then(house, monkeypatch):
    """Else it would put back what was withdrawn meanwhile."""
    house.publish(make_result())
    house.build()
    waits = threading.Event()

    def locked(path):
        waits.set()
        return lock.locked(path)

    with ThreadPoolExecutor(1) as others, Staging(house.out):
        monkeypatch.setattr(write, "locked", locked)
        second = others.submit(house.build)
        assert waits.wait(60)
        house.write({"2022/published/fuxing.yaml": None})
        monkeypatch.undo()
        # The lock is free when this block ends.
    assert second.result().removed
    assert not (house.out / "2022/results/2022-000001").exists()


def test_a_broken_link_names_the_text_it_stands_in(house):
    house.build()
    house.write({"policies/plan-2022.md": sample.POLICY.replace("正文", "[正文](/policies/plan-2023/)")})
    caught = refused(house)
    (problem,) = caught.value.problems
    assert problem.code == "broken_link"
    assert problem.file.endswith("policies/plan-2022.md")
    assert problem.line == 10
    assert "/policies/plan-2023/" in problem.message


def test_check_says_the_same_of_a_broken_link_without_building(house):
    house.write({"policies/plan-2022.md": sample.POLICY.replace("正文", "[正文](../plan-2023/)")})
    with pytest.raises(ContentError) as caught:
        check(Options(content=house.content))
    assert [(each.code, each.line) for each in caught.value.problems] == [("broken_link", 10)]


@pytest.mark.parametrize("link", ["/complaint/", "https://example.org/complaint/"])
def test_a_way_to_be_heard_leads_to_what_the_collector_answers(house, link):
    """我要反映 and the service cards lead there, though no file of the site stands there (S61)."""
    site = sample.SITE.replace("随时可打。", f"不用写您是谁。, link: {link!r}")
    policy = sample.POLICY.replace("正文", f"[正文]({link})")
    house.write({"site.yaml": site, "policies/plan-2022.md": policy})
    assert "broken_link" not in {each.code for each in check(Options(content=house.content))}
    house.build()
    is_ours = link.startswith("/")
    for page, root in (("report", ".."), ("2022/communities/fuxing/cards", "../../../..")):
        html = house.files()[f"{page}/index.html"].decode()
        assert f'href="{root if is_ours else ""}{link}"' in html
    assert "/complaint/" not in house.files()["index.html"].decode()


def test_without_such_a_way_no_page_leads_there(house):
    """The site alone, on any server, has no dead link."""
    house.build()
    assert not [name for name, data in house.files().items() if b"/complaint/" in data]


@pytest.mark.parametrize(
    "link", ["/data/results.csv", "../../about/", "#top", "/feed.xml", "../plan-2022/#a"]
)
def test_a_text_may_link_to_every_page_and_file_of_the_site(house, link):
    house.write({"policies/plan-2022.md": sample.POLICY.replace("正文", f"[正文]({link})")})
    assert "broken_link" not in {each.code for each in check(Options(content=house.content))}
    house.build()


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "javascript&#58;alert(1)", "//example.org/", "data:text/html,x"]
)
def test_a_link_that_may_not_be_is_refused_with_its_line(house, link):
    house.write({"policies/plan-2022.md": sample.POLICY.replace("正文在这里。", f"一行\n\n[字]({link})")})
    (problem,) = refused(house).value.problems
    assert (problem.code, problem.line) == ("link", 12)


def test_only_the_link_that_is_broken_is_named_and_where_it_is_one(house):
    """It stands as mere words before, and a good link to a picture stands beside it."""
    body = "见 /policies/nope/ 这一页。\n\n![图](a.png) [大图](/policies/a.png)\n\n[字](/policies/nope/)"
    text = sample.POLICY.replace("正文在这里。", body)
    house.write({"policies/plan-2022.md": text, "policies/a.png": make_png()})
    line = text[: text.index("[字]")].count("\n") + 1
    found = [(each.line, each.code) for each in refused(house).value.problems]
    assert found == [(line, "broken_link")]
    with pytest.raises(ContentError) as caught:
        check(Options(content=house.content))
    assert [(each.line, each.code) for each in caught.value.problems] == found


@pytest.mark.parametrize("title", ["# 又一个标题", "又一个标题\n==="])
def test_a_second_title_is_named_by_its_own_line(house, title):
    text = sample.POLICY.replace("正文在这里。", f"## 小标题\n\n话\n\n{title}")
    house.write({"policies/plan-2022.md": text})
    (problem,) = refused(house).value.problems
    assert (problem.code, problem.line) == ("heading", text[: text.index("又一个")].count("\n") + 1)


def test_a_second_title_in_a_text_is_refused(house):
    """R2.7: one h1."""
    house.write({"policies/plan-2022.md": sample.POLICY.replace("正文在这里。", "# 又一个标题")})
    assert codes(refused(house)) == {"heading"}


def test_two_pages_at_one_address_are_refused(house):
    house.build()
    house.write({"pages/data.md": sample.TEXT, "policies/leaflet.md": sample.POLICY})
    assert codes(refused(house)) == {"taken_address"}
    with pytest.raises(ContentError) as caught:
        check(Options(content=house.content))
    places = [(Path(each.file).name, each.code) for each in caught.value.problems]
    assert places == [("data.md", "taken_address"), ("leaflet.md", "taken_address")]


def test_a_missing_statement_is_named(house):
    house.write({"pages/privacy.md": None})
    assert codes(refused(house)) == {"missing_page"}


def test_what_may_not_be_printed_stops_the_build_and_is_not_repeated(house):
    """R5.4: place and kind, never the value."""
    house.build()
    phone = "138" + "00001111"
    house.publish(make_result(summary=f"请打 {phone} 找我"))
    caught = refused(house)
    assert codes(caught) == {"disclosed_mobile"}
    assert phone not in str(caught.value)


def test_what_is_only_a_warning_is_said_again_each_time(house):
    """Whether its page changes elsewhere, another page does, or nothing."""
    notice = f"{NOTICE}\n施工先从 A栋 开始。\n\n白天不停水。\n\n晚上不施工。\n\n{{}}\n"

    def said(last):
        house.write({"notices/visit.md": notice.format(last)})
        return {(each.file, each.code) for each in house.build().warnings if "disclosed" in each.code}

    first = said("请绕行。")
    assert ("notices/visit/index.html", "disclosed_building") in first
    assert said("请从南门走。") == said("请从北门走。") == said("请从北门走。") == first
    house.publish(make_result(title="楼道灯修好了"))
    assert said("请从北门走。") == first


def test_a_number_that_is_no_longer_the_offices_stops_the_build_though_its_page_is_the_same(house):
    """So does one that a newer detector knows: what stands was read by another, and is read once more."""
    phone = "138" + "0000" + "1111"
    known = sample.SITE.replace("known_phones: [", f"known_phones: [{phone}, ")
    house.write({"notices/visit.md": f"{NOTICE}\n请拨 {phone}。\n", "site.yaml": known})
    house.build()
    house.write({"site.yaml": sample.SITE})
    with pytest.raises(ContentError) as caught:
        house.build()
    assert "disclosed_mobile" in codes(caught)


def test_the_gate_sees_what_changed_and_can_refuse_it(house):
    house.build()
    house.publish(make_result(title="换了四盏灯"))
    seen = []

    def gate(staging):
        seen.extend(name for name in staging.changed if "四盏".encode() in staging.read(name))
        raise ContentError([])

    refused(house, gate=gate)
    assert "2022/results/2022-000001/index.html" in seen


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (b"\n{% if %}\n", 2),
        (b"\n\n{{ 1 / 0 }}\n", 3),
        (b"\n{{ no.such_name }}\n", 2),
        ("\n电话\n".encode("gbk"), 2),
        (b"{% include 'public/nowhere.html' %}", None),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_whatever_is_wrong_in_a_template_is_said_with_its_file_and_line(
    house, tmp_path, wrong, place, is_first
):
    """It stands in a part that all pages take in, and is found by the first build as by a later one."""
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    if not is_first:
        house.build(templates=templates)
    (templates / "public/footer.html").write_bytes(wrong)
    (problem,) = refused(house, templates=templates).value.problems
    assert problem.code in {"template", "encoding"}
    if place is not None:
        assert (Path(problem.file), problem.line) == (templates / "public/footer.html", place)
    with pytest.raises(ContentError) as checked:
        check(Options(content=house.content, templates=templates))
    assert {each.file for each in checked.value.problems} == {problem.file}


def test_a_template_that_uses_a_missing_name_is_a_build_error(house, tmp_path):
    templates = tmp_path / "templates"
    (templates / "assets").mkdir(parents=True)
    (templates / "public").mkdir()
    (templates / "assets/site.css").touch()
    shutil.copytree(TEMPLATES / "assets/fonts", templates / "assets/fonts")
    for kind in pages.KINDS:
        (templates / "public" / pages.template_name(kind)).write_text("{{ page.head.title }}\n")
    house.build(templates=templates)
    (templates / "public/home.html").write_text("{{ page.heading }}\n{{ page.no_such_thing }}\n")
    (problem,) = refused(house, templates=templates).value.problems
    assert (problem.code, problem.line) == ("template", 2)
    assert problem.file.endswith("public/home.html")
    with pytest.raises(ContentError) as checked:
        check(Options(content=house.content, templates=templates))
    assert (checked.value.problems[0].code, checked.value.problems[0].line) == ("template", 2)


@pytest.mark.parametrize("place", ["content/2023", "content", "."])
def test_an_output_among_what_it_is_made_from_is_refused(house, place):
    out = house.content.parent / place
    caught = refused(house, OutputError, out=out)
    assert codes(caught) == {"inside_content"}


@pytest.mark.parametrize("day", ["2022-02-30", "昨天"])
def test_a_day_of_withdrawal_that_is_none_is_refused_with_its_line(house, day):
    house.write(
        {"2022/published/withdrawn.yaml": f'- {{"issue_no": "2022-000009", "withdrawn_on": "{day}"}}\n'}
    )
    (problem,) = refused(house).value.problems
    assert (problem.code, problem.line) == ("wrong_value", 1)


def test_a_year_that_is_only_somewhere_above_its_folder_is_another(tmp_path):
    house = House(tmp_path / "2021")
    house.write({"2022/campaign.yaml": sample.CAMPAIGN.replace("year: 2022", "year: 2021")})
    assert "wrong_year" in codes(refused(house))


def test_a_folder_that_holds_something_else_is_not_touched(house):
    house.out.mkdir()
    (house.out / "thesis.doc").touch()
    assert codes(refused(house, OutputError)) == {"foreign_folder"}


def test_an_output_that_cannot_be_written_is_one_sentence(house, tmp_path):
    (tmp_path / "a-file").touch()
    assert codes(refused(house, OutputError, out=tmp_path / "a-file" / "site")) == {"unwritable"}


def test_what_stops_while_files_are_moved_is_said_as_it_is_and_mended_by_the_next_build(house):
    """Here a folder stands where a file belongs, so that one cannot be moved."""
    house.build()
    whole = house.files()
    (house.out / "robots.txt").unlink()
    (house.out / "robots.txt" / "x").mkdir(parents=True)
    house.write({"site.yaml": sample.SITE.replace("示例专栏", "新专栏")})
    with pytest.raises(OutputError, match="有的还是旧的") as caught:
        house.build()
    assert "没有动" not in str(caught.value)
    shutil.rmtree(house.out / "robots.txt")
    house.write({"site.yaml": sample.SITE})
    house.build()
    assert house.files() == whole


def test_a_site_without_official_identifiers_says_that_it_is_none(house):
    """R1.4: whatever `demo` says; with all of them it is a site in use."""
    real = sample.SITE.replace("demo: true", "demo: false")
    house.write({"site.yaml": real})
    house.build()
    assert "演示站点，非政府网站" in house.page("about")
    numbers = "site_code: '3703030001'\nicp: 鲁ICP备12345678号\npolice: 鲁公网安备37030302000001号\n"
    house.write({"site.yaml": real + numbers})
    house.build(strict=True, base_url="https://example.org/")
    assert "演示站点" not in house.page("about")
    assert "鲁ICP备12345678号" in house.page("about")


def test_strict_names_each_missing_identifier(house):
    """R1.4."""
    problems = refused(house, strict=True).value.problems
    assert sorted(each.message.split("”")[0] for each in problems) == [
        "“demo", "少了“base_url", "少了“icp", "少了“police", "少了“site_code",
    ]  # fmt: skip


# The command line


def run(*words):
    return subprocess.run(
        [sys.executable, "-m", "generator", *map(str, words)], capture_output=True, text=True, check=False
    )


def test_the_command_builds_without_flask_and_tinydb_and_ends_with_its_sentence(house, tmp_path):
    (tmp_path / "block").mkdir()
    for name in ("flask", "tinydb", "sqlalchemy"):
        (tmp_path / "block" / f"{name}.py").write_text("raise ImportError\n")
    done = subprocess.run(
        [sys.executable, "-m", "generator", "build", "--content", house.content, "--out", house.out],
        capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": f"{tmp_path / 'block'}{os.pathsep}{TEMPLATES.parent}"},
        cwd=TEMPLATES.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    last = done.stdout.splitlines()[-1]
    assert re.fullmatch(r"built \d+ pages: \d+ written, 0 unchanged, 0 removed in \d+\.\d\d s", last)


def test_json_prints_one_object(house):
    done = run("build", "--content", house.content, "--templates", TEMPLATES, "--out", house.out, "--json")
    assert json.loads(done.stdout).keys() == {"pages", "written", "unchanged", "removed", "seconds"}


def test_check_lists_every_problem_and_ends_with_1(house):
    house.write({"site.yaml": sample.SITE.replace("phone:", "phnoe:"), "notices/a.md": "x\n"})
    done = run("check", "--content", house.content)
    assert done.returncode == 1
    assert re.search(
        r"^\S+/site\.yaml:\d+: unknown_key: 不认识“phnoe”。是不是“phone”？$", done.stdout, re.MULTILINE
    )
    assert re.search(r"^\S+/notices/a\.md:1: front_matter: ", done.stdout, re.MULTILINE)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words", [["biuld"], ["build", "--as-of", "gestern"], ["build", "--base-url", "x"], []]
)
def test_wrong_use_is_one_line_and_status_2(words):
    done = run(*words)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("命令的写法不对")


def test_whoever_looks_on_is_told_each_phase_and_its_time(house):
    told = []
    built = build(
        Options(content=house.content, templates=TEMPLATES, out=house.out),
        step=lambda *each: told.append(each),
    )
    phases = list(dict.fromkeys(phase for phase, _ in told))
    assert phases == list(built.phases) == list(commands.PHASES)
    assert told[-1][1] > 20


def test_the_moment_can_be_given(house):
    house.build(as_of=to_moment("2022-07-09T10:00"))
    assert "2022-07-09 10:00" in house.page("")


def test_a_second_command_says_the_same_without_loading_anything(house, monkeypatch, capsys):
    """And one that finds a change builds."""
    monkeypatch.setattr(standing, "_SETTLED", -(10**18))
    words = ["build", "--content", str(house.content), "--templates", str(TEMPLATES), "--out", str(house.out)]
    house.write({"2022/units.yaml": sample.UNITS, "site.yaml": sample.SITE})
    assert commands.main(words) == 0
    whole = capsys.readouterr().out.splitlines()[-1]
    again = standing.said(words, standing.look_at(words))
    assert again is not None
    assert re.sub(r"\d+ written, \d+ unchanged|in .*", "", again[0]) == re.sub(
        r"\d+ written, \d+ unchanged|in .*", "", whole
    )
    assert house.build().written == 0
    assert standing.said(words, standing.look_at(words)) is None, "another build may have made something else"


def test_the_office_may_print_the_door_it_is_found_at(house):
    """An address of site.yaml or places.yaml passes the check and every page that shows it."""
    door, other = "湖田街道办事处2号楼201室", "福兴小区3号楼1单元101室"
    house.write(
        {
            "site.yaml": sample.SITE.replace("demo: true", f"demo: true\naddress: {door}"),
            "2022/places.yaml": sample.PLACES.replace("phone: 0533-0000100", f"office: {other}"),
        }
    )
    told = {each.code for each in (*check(Options(content=house.content)), *house.build().warnings)}
    assert not [code for code in told if code.startswith("disclosed")]
    assert door in house.page("report")
    assert other in house.page("2022/communities/fuxing")
