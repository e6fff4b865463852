import csv
import hashlib
import io
import re
import zipfile
from pathlib import Path

import pytest

from collector.desk import Desk
from collector.desk.books.archive import ARCHIVED, make_archive, pack
from collector.desk.books.ledgers import Only
from collector.errors import Missing, NotAllowed
from collector.rules.people.account import COMMAND_LINE
from generator.build import load_year
from tests.makers import PROJECT, keep_case, make_account, make_case, make_desk, make_household, make_visit


@pytest.fixture
def full(tmp_path: Path) -> Desk:
    """A desk with the shipped campaign, two households, a visit and two issues."""
    desk = make_desk(tmp_path, year=load_year(PROJECT / "content"), content=PROJECT / "content")
    make_account(desk)
    make_household(desk)
    make_household(desk, code="example-1-0001", community_code="example-1", grid_code="example-1-01")
    desk.act(lambda: desk.registers.visits.add(make_visit(unit="civil-affairs")))
    keep_case(desk, make_case("accepted"))
    given_id = "00000000-0000-4000-8000-000000000124"
    keep_case(desk, make_case(no="2022-000124", id=given_id, community_code="example-1"))
    return desk


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_same_store_gives_the_same_bytes(full: Desk) -> None:
    """However often it is taken, and although taking it leaves a line in the trail (S39)."""
    first, second = (make_archive(full, COMMAND_LINE).data for _ in range(2))
    assert first == second
    assert [entry.what for entry in full.trail].count("archived") == 2


def test_its_name_says_who_took_it_when_and_of_what(full: Desk) -> None:
    """The bytes are the same for everybody; the name is fit for a file whatever people are called."""
    office = make_account(role="campaign_office", name="示例 主任/代")
    made = make_archive(full, office, Only(community="fuxing"))
    assert re.fullmatch(r"档案-2022-福兴社区-示例_主任_代-\d{8}-\d{4}\.zip", made.name)
    assert made.data == make_archive(full, COMMAND_LINE, Only(community="fuxing")).data


def test_everything_is_in_it_with_its_hash(full: Desk) -> None:
    """Ledgers in both forms, summary, trail, the year's settings; each file's hash is listed and right."""
    files = opened(make_archive(full, COMMAND_LINE).data)
    assert {f"{title}.{form}" for title in ARCHIVED.values() for form in ("csv", "xlsx")} <= set(files)
    assert {"汇总.csv", "留痕.csv", "content/campaign.yaml", "content/places.yaml"} <= set(files)
    listed = dict(reversed(line.split("  ", 1)) for line in files["hashes.txt"].decode().splitlines())
    assert set(listed) == set(files) - {"hashes.txt"}
    assert all(hashlib.sha256(files[name]).hexdigest() == digest for name, digest in listed.items())


def test_opening_counts_are_the_totals(full: Desk) -> None:
    """The summary's totals equal what the ledgers hold, row by row."""
    made = make_archive(full, COMMAND_LINE)
    files = opened(made.data)
    for kind, title in ARCHIVED.items():
        assert made.totals[kind] == len(rows(files[f"{title}.csv"])) - 1
    header, *lines = rows(files["汇总.csv"])
    total = dict(zip(header, next(line for line in lines if line[0] == "合计"), strict=True))
    assert (total["户数"], total["走到的户"], total["诉求（条）"]) == ("2", "1", "2")


def test_one_community_or_unit_gets_its_own(full: Desk) -> None:
    """A community gets its lines, a unit what its people visited and collected; unknown places are said."""
    files = opened(pack(full, Only(community="example-1")).data)
    assert [row[1] for row in rows(files["问题整改台账.csv"])[1:]] == ["2022-000124"]
    assert "留痕.csv" not in files
    unit = opened(pack(full, Only(unit="civil-affairs")).data)
    assert len(rows(unit["入户走访台账.csv"])) == 2
    assert len(rows(unit["问题整改台账.csv"])) == 1
    with pytest.raises(Missing):
        make_archive(full, COMMAND_LINE, Only(community="nowhere"))
    with pytest.raises(NotAllowed):
        make_archive(full, make_account(role="publisher"))
