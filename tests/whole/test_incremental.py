"""A build that keeps what has not changed gives, byte for byte, what a build from nothing gives."""

import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.build import Options, build
from generator.data import feed
from generator.making.press import Press
from generator.plan import lists
from generator.plan import results as plan_of_results
from generator.remembering import kept
from tests import content_samples as sample
from tests.content_samples import make_result, published_lines, write_content, write_files

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
COVERAGE = "as_of: 2022-08-{:02}T18:00:00+08:00\nstreet: {{issues: {}}}\n"

words = st.text(st.sampled_from("路灯修好了<&>\"'{{ }}水"), min_size=1, max_size=12).filter(str.strip)


def _without_answer_if_parked(result):
    if result.state != "parked":
        return result
    return msgspec.structs.replace(result, resolved_on=None, used_workdays=None)


def results_of(community, first):
    """Some results of a community, with numbers of its own."""
    return st.lists(
        st.builds(
            make_result,
            issue_no=st.integers(first, first + 69).map("2022-{:06}".format),
            community_code=st.just(community),
            title=words,
            outcome=words,
            field=st.sampled_from(["housing", "safety"]),
            state=st.sampled_from(["resolved", "explained", "parked"]),
            due_on=st.sampled_from(["2022-07-20", "2022-08-10"]),
            published_on=st.sampled_from(["2022-07-04", "2022-07-05", "2022-07-06"]),
        ).map(_without_answer_if_parked),
        max_size=12,
        unique_by=lambda each: each.issue_no,
    )


def published_of(community, first):
    return results_of(community, first).map(
        lambda each: to_content(f"2022/published/{community}.yaml", published_lines(*each) or None)
    )


def to_one_result(changed):
    """A word more in the words of one result of those that are published."""
    community, place, word = changed

    def edit(house):
        path = house.content / f"2022/published/{community}.yaml"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        if lines:
            place_there = place % len(lines)
            lines[place_there] = lines[place_there].replace('"title": "', f'"title": "{word}', 1)
            path.write_text("".join(lines), encoding="utf-8")

    return edit


def to_content(name, text):
    return lambda house: write_files(house.content, {name: text})


def to_template(name, text):
    def edit(house):
        path = house.templates / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    return edit


def to_name(move):
    """A text is renamed, over another one or not."""
    folder, old, new = move

    def edit(house):
        path = house.content / folder / f"{old}.md"
        if path.exists():
            path.replace(path.with_name(f"{new}.md"))

    return edit


def to_output(text):
    """Someone else's hand in the output: a page is overwritten, or taken away."""

    def edit(house):
        page = house.out / "2022/results/index.html"
        if text is None:
            page.unlink(missing_ok=True)
        elif page.exists():
            page.write_text(text, encoding="utf-8")

    return edit


def notice(title):
    return sample.POLICY.replace("source_date: 2022-06-10\n", "").replace("示例政策", title, 1)


edits = st.one_of(
    published_of("fuxing", 1),
    published_of("example-1", 71),
    st.tuples(st.sampled_from(["fuxing", "example-1"]), st.integers(0, 11), st.sampled_from("路灯水修")).map(
        to_one_result
    ),
    st.tuples(st.sampled_from(["notices/a.md", "notices/b.md", "stories/c.md"]), words | st.none()).map(
        lambda each: to_content(each[0], notice("题" + "路" * len(each[1])) if each[1] else None)
    ),
    st.integers(1, 28).map(lambda day: to_content("2022/published/coverage.yaml", COVERAGE.format(day, day))),
    st.just(to_content("2022/published/coverage.yaml", None)),
    st.sampled_from(["0533-7654321", "0533-1234567"]).map(
        lambda phone: to_content("site.yaml", sample.SITE.replace("0533-0000000", phone))
    ),
    st.sampled_from(["2022-06-14", "2022-06-15"]).map(
        lambda day: to_content("workdays.yaml", sample.WORKDAYS.replace("2022-06-03", f"2022-06-03, {day}"))
    ),
    words.map(lambda text: to_content("policies/plan-2022.md", sample.POLICY.replace("正文", text))),
    st.sampled_from(["public/result.html", "public/base.html", "assets/site.css", "public/parts.html"]).map(
        lambda name: to_template(name, "\n")
    ),
    st.sampled_from(["broken", None]).map(to_output),
    st.tuples(st.sampled_from(["notices", "stories"]), st.sampled_from("abc"), st.sampled_from("abc")).map(
        to_name
    ),
    st.sampled_from(["福兴社区", "示例一村改名"]).map(
        lambda name: to_content("2022/places.yaml", sample.PLACES.replace("福兴社区", name))
    ),
    st.sampled_from(["8月前", "9月前"]).map(
        lambda when: to_content("2022/campaign.yaml", sample.CAMPAIGN.replace("8月前", when))
    ),
    st.sampled_from([None, sample.POLICY.replace("示例政策", "另一政策")]).map(
        lambda text: to_content("policies/other.md", text)
    ),
)


class House:
    def __init__(self, folder):
        self.content = write_content(folder / "content")
        self.templates = folder / "templates"
        shutil.copytree(TEMPLATES, self.templates)
        self.out = folder / "site"

    def build_anew(self, out, **options):
        """By a process that has built nothing before; then this one goes on."""
        known = [dict(each) for each in kept._ALL]
        kept.forget()
        files = self.build(out, **options)
        for each, before in zip(kept._ALL, known, strict=True):
            each.clear()
            each.update(before)
        return files

    def build(self, out, **options):
        build(Options(content=self.content, templates=self.templates, out=out, **options))
        return {
            path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()
        }


@pytest.fixture
def small_parts(monkeypatch):
    """Few results make many parts, of which most are kept as a whole."""
    monkeypatch.setattr(plan_of_results, "LAST_FIGURES", 1)
    for name, number in {
        "NEWEST_LENGTH": 3,
        "PAGE_LENGTH": 2,
        "PAGES_TOGETHER": 2,
        "MAPPED_TOGETHER": 4,
    }.items():
        monkeypatch.setattr(lists, name, number)
    monkeypatch.setattr(feed, "ONE_MAP", 80)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(edits, min_size=1, max_size=5))
def test_after_any_edits_it_is_as_if_built_from_nothing(tmp_path_factory, small_parts, changes):
    house = House(tmp_path_factory.mktemp("house"))
    house.build(house.out)
    for number, change in enumerate(changes):
        change(house)
        assert house.build(house.out) == house.build_anew(house.out.with_name(f"fresh-{number}"))


def test_several_processes_give_the_same_bytes_as_one(tmp_path):
    house = House(tmp_path)
    many = [make_result(issue_no=f"2022-{number:06}") for number in range(1, 60)]
    write_files(house.content, {"2022/published/fuxing.yaml": published_lines(*many)})
    assert house.build(tmp_path / "one") == house.build(tmp_path / "three", jobs=3)


def test_a_build_after_one_that_was_cut_short_repairs_everything(tmp_path):
    """Files were moved, but what was made was not yet noted down."""
    house = House(tmp_path)
    house.build(house.out)
    (tmp_path / ".site.build/memory").unlink()
    (house.out / "2022/results/index.html").write_bytes(b"")
    assert house.build(house.out) == house.build(tmp_path / "fresh")


def test_what_is_published_today_leaves_the_pages_of_other_results_as_they_are(tmp_path):
    """Also where the whole edition is a day younger: what those pages tell is no younger (R1.7)."""
    house = House(tmp_path)
    many = [make_result(issue_no=f"2022-{number:06}") for number in range(1, 60)]
    house.content = write_content(
        tmp_path / "content",
        {
            "2022/published/fuxing.yaml": published_lines(*many),
            "2022/published/coverage.yaml": COVERAGE.format(5, 59),
        },
    )
    before = house.build(house.out)
    new = make_result(issue_no="2022-000060", published_on="2022-08-06")
    write_files(
        house.content,
        {
            "2022/published/fuxing.yaml": published_lines(*many, new),
            "2022/published/coverage.yaml": COVERAGE.format(6, 60),
        },
    )
    after = house.build(house.out)
    changed = {name for name, data in after.items() if before.get(name) != data}
    assert {name for name in changed if name.startswith("2022/results/2022-")} == {
        "2022/results/2022-000060/index.html"
    }
    assert not [name for name in changed if "/page/" in name]
    assert "2022/results/page/2/index.html" in after


def test_only_the_parts_that_changed_are_looked_into(tmp_path, small_parts, monkeypatch):
    """So that the time of a change does not grow with the site."""
    house = House(tmp_path)
    many = [make_result(issue_no=f"2022-{number:06}") for number in range(1, 60)]
    write_files(house.content, {"2022/published/fuxing.yaml": published_lines(*many)})
    house.build(house.out)
    many[30] = make_result(issue_no=many[30].issue_no, outcome="另有一个办法。")
    write_files(house.content, {"2022/published/fuxing.yaml": published_lines(*many)})
    done = []
    monkeypatch.setattr(Press, "do", lambda press, job, do=Press.do: done.append(job.name) or do(press, job))
    house.build(house.out)
    assert [name for name in done if name.startswith("results")] == ["results 2022 2022-00003 fuxing"]
    # One group of older pages of each list that the result stands on: all, its community's, field's, state's.
    assert sum(name.startswith("lists 2022 ") for name in done) == 4


def test_what_went_is_removed_beside_parts_that_are_kept(tmp_path, small_parts):
    house = House(tmp_path)
    many = [make_result(issue_no=f"2022-{number:06}") for number in range(1, 60)]
    write_files(house.content, {"2022/published/fuxing.yaml": published_lines(*many)})
    assert "2022/results/2022-000005/index.html" in house.build(house.out)
    write_files(house.content, {"2022/published/fuxing.yaml": published_lines(*many[:4], *many[5:])})
    after = house.build(house.out)
    assert "2022/results/2022-000005/index.html" not in after
    assert after == house.build(tmp_path / "fresh")
