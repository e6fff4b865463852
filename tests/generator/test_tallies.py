from generator.campaign.counts import counted
from generator.campaign.records import FieldRow
from generator.tallies import given, tallies_by
from tests.content_samples import make_result


def test_results_stand_by_what_they_have_in_common():
    """Solved and explained apart; whoever has none has noughts."""
    told = [make_result(), make_result(issue_no="2022-000002", state="explained")]
    tallies = tallies_by("community_code", counted(told))
    assert (tallies["fuxing"].issues, tallies["fuxing"].resolved, tallies["fuxing"].explained) == (2, 1, 1)
    assert tallies["example-1"].issues == 0


def test_a_field_that_is_not_told_of_has_noughts():
    """What was counted over the campaign is told as it is."""
    assert given(None).issues == 0
    assert given(FieldRow(field="housing", issues=9, resolved=5, explained=1)).resolved == 5
