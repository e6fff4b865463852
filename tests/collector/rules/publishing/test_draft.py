import pytest

from collector.errors import NotAllowed, Refusal
from collector.rules.publishing.draft import check_approval, check_draft, check_singly
from tests.makers import make_draft


def test_a_whole_draft_passes() -> None:
    """Title, summary and outcome within their lengths are enough."""
    check_draft(make_draft(title="字" * 32), needs_outcome=True)
    check_draft(make_draft(outcome=""), needs_outcome=False)


def test_all_faults_at_once() -> None:
    """Every text that is missing or too long is named with its length (R1.3)."""
    with pytest.raises(Refusal) as refused:
        check_draft(make_draft(title="字" * 33, summary=" ", outcome="", matter=""), needs_outcome=True)
    assert set(refused.value.fields) == {"title", "summary", "outcome", "matter"}
    assert "33" in refused.value.fields["title"]


def test_a_title_is_one_line() -> None:
    """A line break would break the page's title."""
    with pytest.raises(Refusal):
        check_draft(make_draft(title="一\n二"), needs_outcome=False)


def test_nobody_approves_their_own_text() -> None:
    """不得自审 (R5.2): the writer does not publish; and only what was handed in is approved."""
    with pytest.raises(NotAllowed, match="不得自审"):
        check_approval(make_draft(), "street_reviewer")
    with pytest.raises(Refusal, match="没有报审"):
        check_approval(make_draft(state="draft"), "publisher")
    check_approval(make_draft(), "publisher")


@pytest.mark.parametrize("group", ["hardship", "petitioner"])
def test_own_matters_of_hardship_and_petition_households_are_not_published(group: str) -> None:
    """Their own matters count in the street's totals only; what concerns everybody may be told (R5.3)."""
    with pytest.raises(Refusal, match="不单独公示"):
        check_singly("personal", (group,))
    check_singly("public", (group,))
    check_singly("personal", ("veteran_party_member",))
