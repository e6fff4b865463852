"""What the campaign's dates make impossible is a warning of `check`, at its line, and of nothing else."""

import pytest

from generator import build, consistency
from generator.reading.shelf import load
from tests import content_samples as sample
from tests.content_samples import write_content


@pytest.fixture
def warned(tmp_path):
    """Files that replace those of the sample, to warnings as code → (file, line, message)."""

    def warned(files=None):
        content, problems = load(write_content(tmp_path, files))
        assert problems == []
        found = list(consistency.impossible(content))
        assert all(each.level == "warning" for each in found)
        return [(each.code, each.file.rsplit("/", 1)[-1], each.line, each.message) for each in found]

    return warned


def test_limits_that_run_past_a_phase_are_said_at_its_end(warned):
    found = [each for each in warned() if each[0] == "not_in_time"]
    lines = sample.CAMPAIGN.splitlines()
    assert found
    for _, file, line, message in found:
        assert file == "campaign.yaml"
        assert "2022-08-10" in lines[line - 1]
        assert "（2022-08-10）还没到期" in message


def test_a_calendar_that_ends_too_early_is_said(warned):
    short = sample.CAMPAIGN.replace("critical: 60", "critical: 200")
    assert short != sample.CAMPAIGN
    [(code, _, _, message)] = [each for each in warned({"2022/campaign.yaml": short}) if "year" in each[0]]
    assert code == "year_unknown"
    assert "暂定" in message


def test_a_visiting_day_outside_its_phase_is_said(warned):
    units = sample.UNITS.replace("ends_on: 2022-06-15", "ends_on: 2022-07-01")
    assert units != sample.UNITS
    codes = [(code, file) for code, file, _, _ in warned({"2022/units.yaml": units})]
    assert ("outside_phase", "units.yaml") in codes


def test_a_build_says_nothing_of_it_and_check_ends_well(tmp_path):
    folder = write_content(tmp_path)
    codes = {each.code for each in build.check(build.Options(content=folder))}
    assert "not_in_time" in codes
    assert "not_in_time" not in {each.code for each in build.read(build.Options(content=folder))[1]}
