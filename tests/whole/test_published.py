"""The records committed in `content/2022/published/` are the demo campaign, and the demo is whole."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from collector.demo import is_demo, make_demo
from collector.demo.timetable import AS_OF, SetClock
from collector.desk import Desk
from collector.desk.issues.handling import standing_of
from collector.desk.publishing import leaks, publication
from collector.rules.issues.stages import MERGED_STAGES, STAGES
from generator.build import load_year
from generator.campaign import disclosure
from generator.campaign.records import PublishedResult
from generator.campaign.vocabulary import CHANNELS, FIELDS, PUBLISHED_STATES, VISIT_RESULTS
from generator.reading.shelf import load
from tests.makers import PROJECT, make_desk

COMMITTED = PROJECT / "content" / "2022" / "published"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demo campaign at its usual size, made on a copy of the content without what was published."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(PROJECT / "content", folder / "content", ignore=shutil.ignore_patterns("published"))
    desk = make_desk(folder, year=load_year(folder / "content"))
    make_demo(desk)
    desk.clock = SetClock(AS_OF)
    yield desk
    desk.store.close()


@pytest.fixture(scope="module")
def results() -> list[PublishedResult]:
    content, problems = load(PROJECT / "content")
    assert content is not None, problems
    return [*content.current.results]


def test_committed_records_are_what_the_demo_makes(demo: Desk) -> None:
    """`wanhu demo` writes the committed files byte for byte; after a change of the demo, commit them anew."""
    assert contents(demo.settings.content / "2022" / "published") == contents(COMMITTED)


def test_nothing_is_called_closed_beside_a_resident_who_is_not_satisfied(
    results: list[PublishedResult],
) -> None:
    """What was solved in part was taken up again, and says so; then it was closed."""
    solved = [each for each in results if each.state == "resolved" and each.closed_on]
    assert [each.issue_no for each in solved if each.satisfaction == "unsatisfied"] == []
    assert any("reopened" in {step.kind for step in each.steps or ()} for each in solved)


def test_publishing_the_demo_again_changes_nothing_and_passes_the_last_gate(demo: Desk) -> None:
    """The site of the demo builds behind the gate that knows its roster, and the records stay as they are."""
    built = publication.publish_all(demo)
    assert built.pages > 100
    assert not built.warnings
    assert contents(demo.settings.content / "2022" / "published") == contents(COMMITTED)


def test_the_private_records_hold_what_the_gate_has_to_stop(demo: Desk) -> None:
    """Reports name people, phones and doors of the roster, and none of that is published."""
    reports = "\n".join(each.text for each in demo.registers.words if each.part == "report")
    assert sum(each.name in reports for each in demo.registers.residents if each.name) > 30
    assert sum(each.phone in reports for each in demo.registers.residents if each.phone) >= 3
    assert sum(each.address in reports for each in demo.registers.residents) >= 3
    roster = leaks.roster_of(demo)
    for name, data in contents(COMMITTED).items():
        assert not roster.find(data.decode()), name
        assert not disclosure.find(data.decode()), name


def test_the_demo_has_the_size_of_a_street(demo: Desk) -> None:
    """About 2,000 households, 900 visits and 170 issues in all communities, fields and ways of visiting."""
    assert is_demo(demo.store)
    assert len(demo.registers.households) == 2000
    assert 850 <= len(demo.registers.visits) <= 950
    assert len(demo.registers.issues) == 168
    assert {each.community_code for each in demo.registers.issues} == {
        each.code for each in demo.year.places.communities
    }
    assert {each.field for each in demo.registers.issues} == set(FIELDS)
    assert {each.channel for each in demo.registers.visits} == set(CHANNELS)
    assert {each.result for each in demo.registers.visits} == set(VISIT_RESULTS)


def test_every_stage_of_an_issue_can_be_seen(demo: Desk) -> None:
    """Issues stand in every stage, some late and some nearly so; texts wait in every state."""
    standings = [standing_of(demo, demo.case(each.no)) for each in demo.registers.issues]
    # What was merged waits with its main issue.
    assert {each.stage for each in standings} == set(STAGES) - MERGED_STAGES | {"merged"}
    signals = Counter(each.signal for each in standings)
    assert signals["red"] >= 2
    assert signals["yellow"] >= 2
    drafts = [*demo.registers.drafts, *demo.registers.publications]
    assert {each.state for each in drafts} == {"draft", "pending", "published", "withdrawn"}
    assert {each.kind for each in demo.registers.steps} >= {
        "handed_over",
        "extended",
        "regraded",
        "corrected",
        "uploaded",
    }


def test_no_two_public_pages_are_alike(results: list[PublishedResult]) -> None:
    """Each result has a title and texts of its own, in every public state and field."""
    for name in ("title", "summary", "outcome"):
        texts = [text for each in results if (text := getattr(each, name))]
        assert len(texts) == len(set(texts)), name
    assert {each.state for each in results} == set(PUBLISHED_STATES)
    assert {each.field for each in results} == set(FIELDS)


def test_public_texts_name_no_real_place_or_person(results: list[PublishedResult]) -> None:
    """No titles of people, no house numbers, no towns: what is printed could be anybody's."""
    texts = msgspec.json.encode(results).decode()
    assert not re.findall(r"[0-9]+号楼|[0-9]+单元|淄博|张店|某某", texts)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
