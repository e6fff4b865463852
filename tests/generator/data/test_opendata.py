"""Open data holds what is published, all of it and nothing else."""

import csv
import io
import json

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.campaign.records import PublishedResult
from generator.data import opendata
from generator.data.definitions import DEFINITIONS, for_people
from generator.edition import Edition
from generator.reading.moment import as_of
from generator.reading.shelf import load
from tests.content_samples import make_result, published_lines, write_content


@pytest.fixture
def files(tmp_path):
    def files(*results):
        edition = edition_of(tmp_path, *results)
        return written(edition)[1] | {opendata.ABOUT: opendata.about(edition)}

    return files


def written(edition, last=None, standing=None):
    """The layouts of the data files and what is in them."""
    laid = {name: opendata.laid_out(edition) for name in opendata.FORMS}
    last = last or dict.fromkeys(opendata.FORMS)

    def told(name):
        for piece in opendata.pieces(edition, name, laid[name], last[name]):
            yield piece if isinstance(piece, bytes) else standing[name][piece.start : piece.end]

    return laid, {name: b"".join(told(name)) for name in laid}


def edition_of(folder, *results):
    write_content(folder, {"2022/published/fuxing.yaml": published_lines(*results)})
    content, _ = load(folder)
    return Edition(content, as_of(content), None)


def test_json_has_the_shape_of_the_contract(files):
    whole = json.loads(files(make_result(issue_no="2022-000002"), make_result())["data/results.json"])
    assert list(whole) == ["as_of", "count", "results"]
    assert whole["as_of"] == "2022-07-04T00:00:00+08:00"
    assert [each["issue_no"] for each in whole["results"]] == ["2022-000001", "2022-000002"]
    assert "merged_count" not in whole["results"][0]


def test_csv_has_no_byte_order_mark_and_one_line_a_result(files):
    data = files(make_result(summary='说了"什么"，\n两行'))["data/results.csv"]
    assert data.startswith(b"issue_no,title,")
    (row,) = csv.DictReader(io.StringIO(data.decode(), newline=""))
    assert row["summary"] == '说了"什么"，\n两行'
    assert row["used_workdays"] == "5"
    assert row["merged_count"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_what_a_spreadsheet_would_run_is_neutralised(files, start):
    (row,) = csv.DictReader(io.StringIO(files(make_result(title=f"{start}1+1"))["data/results.csv"].decode()))
    assert row["title"] == f"'{start}1+1"


def test_every_field_of_a_result_is_defined_in_its_order():
    assert tuple(DEFINITIONS) == PublishedResult.__struct_fields__


def test_people_read_the_same_definitions_with_the_words_behind_the_codes(tmp_path):
    table = {each.name: each for each in for_people(edition_of(tmp_path, make_result()))}
    assert {name: each.meaning for name, each in table.items()} == DEFINITIONS
    assert table["state"].kind == "代码"
    assert "resolved 已解决" in table["state"].values
    assert table["resolved_on"].kind.startswith("日期")
    assert table["used_workdays"].kind == "整数"
    assert "results.json" in table["steps"].kind


def test_the_data_package_describes_every_column_of_the_csv(files):
    made = files(make_result())
    package = json.loads(made["data/datapackage.json"])
    table = next(each for each in package["resources"] if each["format"] == "csv")
    header = made["data/results.csv"].decode().splitlines()[0].split(",")
    assert [each["name"] for each in table["schema"]["fields"]] == header
    field = next(each for each in table["schema"]["fields"] if each["name"] == "community_code")
    assert field["constraints"]["enum"] == ["fuxing", "example-1"]


def of_communities(folder, **communities):
    named = {
        f"2022/published/{code.replace('_', '-')}.yaml": published_lines(*results)
        for code, results in communities.items()
    }
    write_content(folder, {"2022/published/fuxing.yaml": None, **named})
    content, _ = load(folder)
    return Edition(content, as_of(content), None)


@pytest.mark.parametrize("together", [1, 2, opendata.TOGETHER])
def test_what_has_not_changed_is_cut_out_of_the_files_that_stand(tmp_path, monkeypatch, together):
    """The same bytes as from the start, whatever the texts hold, wherever the change is."""
    monkeypatch.setattr(opendata, "TOGETHER", together)
    hostile = make_result(issue_no="2022-000001", title='"results":[{},{"a":1}]', summary='=1,\n"[二]"\r')
    first = [make_result(issue_no="2022-000002", community_code="example-1")]
    other, third = (
        [make_result(issue_no=number, community_code="example-2")]
        for number in ("2022-000003", "2022-000004")
    )
    before = of_communities(tmp_path / "a", fuxing=[hostile], example_1=first, example_2=other)
    laid, standing = written(before)
    for number, changes in enumerate(
        (
            {"fuxing": [hostile], "example_1": first, "example_2": other + third},
            {"fuxing": [hostile], "example_1": [], "example_2": other},
            {"fuxing": [], "example_1": first, "example_2": other},
            {"fuxing": [hostile], "example_2": other},
            {"fuxing": [hostile], "example_1": first, "example_2": other},
        )
    ):
        after = of_communities(tmp_path / str(number), **changes)
        assert written(after, laid, standing) == written(after)
    for name, form in opendata.FORMS.items():
        monkeypatch.setitem(opendata.FORMS, name, form._replace(records=None))
    assert written(before, laid, standing) == (laid, standing)


# What no text may hold (control characters, line separators of Unicode) is refused before.
hostile = st.text(st.sampled_from("=+-@\t\n,\"\\甲é '{}[]:"), max_size=8)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(hostile, hostile, st.booleans()), min_size=1, max_size=4))
@example([("+", "", False), ("", "-", True)])
@example([('="', ",@", False), ("\t", "\n=", True)])
def test_what_is_taken_over_is_what_would_be_written_from_the_records(tmp_path_factory, told):
    """Whoever wrote the file: JSON as it is encoded, and every cell of the table made safe by itself."""
    results = [
        make_result(
            issue_no=f"2022-{number:06}", title=f"{title}题", summary=f"{summary}述", due_provisional=is_so
        )
        for number, (title, summary, is_so) in enumerate(told, 1)
    ]
    edition = edition_of(tmp_path_factory.mktemp("data"), *results)
    assert edition.result_count == len(results)
    data = written(edition)[1]
    assert msgspec.json.encode(results)[1:-1] in data["data/results.json"]
    assert data["data/results.csv"].endswith(opendata._lines(map(opendata._row, results)))
    cells = list(csv.reader(io.StringIO(data["data/results.csv"].decode(), newline="")))[1:]
    assert not [cell for row in cells for cell in row if cell and cell[0] in "=+-@\t\r"]
    told_so = [[row[place] for place in opendata._YES_OR_NO] for row in cells]
    assert told_so == [[str(is_so).lower(), ""] for *_, is_so in told]


def test_whether_a_personal_matter_was_in_time_is_told_as_yes_or_no(files):
    """In the table as `true` or `false`, and nothing of a matter that tells the days it took."""
    months = {"received_on": "2022-06", "due_on": "2022-07", "resolved_on": "2022-06", "used_workdays": None}
    late = make_result(issue_no="2022-000002", **months, steps=(), in_time=False)
    rows = csv.DictReader(io.StringIO(files(make_result(), late)["data/results.csv"].decode(), newline=""))
    assert [row["in_time"] for row in rows] == ["", "false"]
