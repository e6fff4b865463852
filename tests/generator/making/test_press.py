"""What may not be printed is found wherever it stands, though not every page is read whole."""

from itertools import permutations, product

import pytest

from generator import plan
from generator.build import Options, build, check, read
from generator.campaign.records import PublishedStep
from generator.edition import Edition
from generator.errors import ContentError
from generator.making.proof import Reader
from generator.pages import Result
from generator.reading.moment import as_of
from generator.rendering.render import Renderer
from tests.content_samples import make_result, published_lines, write_content
from tests.page_samples import TEMPLATES

# Put together here, so that no file of this project holds one.
MOBILE = "138" + "0000" + "1111"
PLANTED = (
    MOBILE,
    "１３８&#8203;-0000-１１１１",
    "138</b>" + "00001111",
    "11010119" + "900307" + "7715",
    "0533-" + "7654321",
    "7654" + "321",
    "3号楼2单元" + "501室",
    "鲁C" + "A1234",
    "微信：" + "abc_12345",
    "户主：" + "王" + "建国",
)
FIELDS = ("title", "summary", "outcome", "responsible_unit", "steps")


def with_texts(number, **texts):
    if "steps" in texts:
        steps = tuple(PublishedStep("2022-06-13", "received", each) for each in (texts["steps"], "走访"))
        texts["steps"] = steps
    return make_result(issue_no=f"2022-{number:06}", **texts)


def records():
    """Each identifier in each field, and one that is cut in two over each two fields."""
    places = [{field: f"路灯{text}"} for field, text in product(FIELDS, PLANTED)]
    places += [{one: f"路灯{MOBILE[:4]}", two: MOBILE[4:]} for one, two in permutations(FIELDS, 2)]
    return [with_texts(number, **texts) for number, texts in enumerate(places, 1)]


def test_whatever_a_page_shows_that_may_not_be_printed_is_seen_in_its_record(tmp_path):
    lines = published_lines(*records())
    content, _ = read(Options(content=write_content(tmp_path, {"2022/published/fuxing.yaml": lines})))
    edition = Edition(content, as_of(content), None)
    renderer = Renderer(TEMPLATES, plan.site_frame(edition))
    planned = [each for section in plan.sections(edition) for each in section.pages()]
    pages = [each for each in planned if isinstance(each.page, Result)]
    assert len(pages) == len(records())
    shown = 0
    for each in pages:
        if list(Reader(()).read("a.html", renderer.html(each), "")):
            shown += 1
            assert list(Reader(()).read_record("a.html", each.page.result)), each.page.result
    assert shown >= len(FIELDS) * 7


def test_a_record_with_nothing_in_it_is_clean():
    assert list(Reader(()).read_record("a.html", make_result())) == []


def test_what_only_the_data_would_show_stops_the_build_as_well(tmp_path):
    """A tag within a number is shown on the page as it was typed; in the data it hides nothing."""
    lines = published_lines(make_result(summary=MOBILE[:3] + "</b>" + MOBILE[3:]))
    content = write_content(tmp_path / "content", {"2022/published/fuxing.yaml": lines})
    with pytest.raises(ContentError) as caught:
        build(Options(content=content, templates=TEMPLATES, out=tmp_path / "site"))
    assert {each.code for each in caught.value.problems} == {"disclosed_mobile"}


@pytest.mark.parametrize("field", FIELDS)
def test_no_build_gets_past_a_field_of_a_result(tmp_path, field):
    lines = published_lines(make_result(), with_texts(2, **{field: MOBILE}))
    content = write_content(tmp_path / "content", {"2022/published/fuxing.yaml": lines})
    with pytest.raises(ContentError) as caught:
        build(Options(content=content, templates=TEMPLATES, out=tmp_path / "site"))
    found = {(each.code, each.file) for each in caught.value.problems if each.level == "error"}
    assert ("disclosed_mobile", "2022/results/2022-000002/index.html") in found
    source = content / "2022/published/fuxing.yaml"
    told = [each.message for each in caught.value.problems if "000002" in each.file]
    assert all(f"（来自 {source}:2）" in message for message in told)
    with pytest.raises(ContentError) as checked:
        check(Options(content=content, templates=TEMPLATES, out=tmp_path / "site"))
    (problem,) = [each for each in checked.value.problems if each.level == "error"]
    assert (problem.code, problem.file, problem.line) == ("disclosed_mobile", str(source), 2)


def test_checking_names_the_line_of_a_text(tmp_path):
    """Whoever writes a notice learns from `check` what a build would refuse, and where it stands."""
    content = write_content(tmp_path / "content")
    policy = content / "policies/plan-2022.md"
    policy.write_text(policy.read_text(encoding="utf-8") + f"\n请打\n{MOBILE}\n", encoding="utf-8")
    with pytest.raises(ContentError) as checked:
        check(Options(content=content, templates=TEMPLATES, out=tmp_path / "site"))
    (problem,) = checked.value.problems
    lines = policy.read_text(encoding="utf-8").splitlines()
    assert (problem.file, problem.line) == (str(policy), lines.index(MOBILE) + 1)


def test_the_words_of_the_templates_are_read_branches_that_no_page_takes_included(tmp_path):
    templates = tmp_path / "templates"
    for name in ("public", "assets"):
        (templates / name).mkdir(parents=True)
        for path in (TEMPLATES / name).glob("*.*"):
            (templates / name / path.name).write_bytes(path.read_bytes())
    (templates / "assets/fonts").symlink_to(TEMPLATES / "assets/fonts")
    (templates / "plots.html").write_bytes((TEMPLATES / "plots.html").read_bytes())
    with (templates / "public/parts.html").open("a", encoding="utf-8") as parts:
        parts.write(f"{{% if false %}}{MOBILE}{{% endif %}}\n")
    content = write_content(tmp_path / "content")
    with pytest.raises(ContentError) as caught:
        build(Options(content=content, templates=templates, out=tmp_path / "site"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("disclosed_mobile", str(templates / "public/parts.html"))
