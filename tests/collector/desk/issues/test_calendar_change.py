import json
from pathlib import Path

from collector.desk import Desk
from collector.desk.issues.calendar_change import take_in
from collector.desk.oversight import trail
from collector.rules.issues.calendar_change import Moved
from collector.store.storage import open_store
from collector.views import request_log
from generator.build import load_year
from generator.campaign.configuration import CampaignYear
from tests.makers import (
    PROJECT,
    keep_case,
    make_account,
    make_case,
    make_settings,
    make_step,
    make_year,
)

TABLES = {table.year: table for table in load_year(PROJECT / "content").workdays}


def started(folder: Path, *years: int) -> Desk:
    """The desk of one and the same store, started with the table of these years."""
    settings = make_settings(folder)
    year: CampaignYear = make_year(workdays=tuple(TABLES[each] for each in years))
    return Desk(open_store(settings.store), year, settings)


def test_it_is_said_once_and_only_when_something_changed(tmp_path: Path) -> None:
    """The first start remembers, one without news is silent, the year added is told once, in the trail."""
    told = []
    for years in ((2022,), (2022,), (2022, 2023), (2022, 2023)):
        desk = started(tmp_path, *years)
        if not told:
            case = make_case(
                make_step("accepted", severity="critical"), collected_at="2022-11-01T10:00:00+08:00"
            )
            keep_case(desk, case)
        told.append(take_in(desk))
        entries = [each for each in desk.trail if each.what == "calendar_changed"]
        found = trail.entries(desk, make_account(role="campaign_office"))
        lines = [trail.line(desk, each) for each in found]
        desk.store.close()
    assert told == [None, None, Moved(years=(2023,), fixed=1, moved=0), None]
    assert [(each.by, each.detail) for each in entries] == [
        ("wanhu", "加了 2023 年，在办的 1 件由暂定改为确定日期，0 件换了日期")
    ]
    assert [(each.name, each.label, each.of[:8]) for each in lines] == [
        ("命令行", "放假安排有变", "加了 2023 ")
    ]


def test_the_log_gets_a_line_of_numbers(tmp_path: Path) -> None:
    """JSON like the others, without anybody's name."""
    place = tmp_path / "log.jsonl"
    request_log.say(request_log.open_log(place), "calendar_changed", years=(2023,), fixed=12, moved=0)
    line = json.loads(place.read_text("utf-8"))
    assert line.pop("time")
    assert line == {"event": "calendar_changed", "years": [2023], "fixed": 12, "moved": 0}
