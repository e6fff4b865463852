"""What of the public files still stands (公示文件)."""

import json
from typing import Any

from collector.desk.publishing.public_files import still_public

RECORDS, MERGED, WITHDRAWN = "2022/fuxing.yaml", "2022/merged.yaml", "2022/withdrawn.yaml"
COVERAGE, ONE, TWO = "2022/coverage.yaml", "2022-000001", "2022-000002"


def lines(*records: dict[str, Any]) -> bytes:
    return "".join(f"- {json.dumps(each, ensure_ascii=False)}\n" for each in records).encode()


def record(number: str, title: str = "修好了", photos: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "issue_no": number,
        "title": title,
        "photos": [{"file": each, "alt": "路灯", "when": "after"} for each in photos],
    }


def test_what_is_withdrawn_goes_with_its_photos() -> None:
    """The rest stands as it stood: what was written anew and what is new wait."""
    stood = {
        RECORDS: lines(record(ONE, photos=("a.jpg",)), record(TWO, photos=("b.jpg",))),
        "2022/photos/a.jpg": b"a",
        "2022/photos/b.jpg": b"b",
        COVERAGE: b"as_of: then\n",
    }
    now = {
        RECORDS: lines(record(TWO, "写过新的", photos=("c.jpg",)), record("2022-000003")),
        "2022/photos/c.jpg": b"c",
        WITHDRAWN: lines({"issue_no": ONE, "on": "2022-08-05"}),
        COVERAGE: b"as_of: now\n",
    }
    assert still_public(stood, now) == {
        RECORDS: lines(record(TWO, photos=("b.jpg",))),
        "2022/photos/b.jpg": b"b",
        WITHDRAWN: now[WITHDRAWN],
        COVERAGE: b"as_of: then\n",
    }


def test_a_file_of_which_nothing_stands_goes() -> None:
    """An empty file would be one more thing to read."""
    assert still_public({RECORDS: lines(record(ONE))}, {}) == {}


def test_a_notice_leads_to_what_stands() -> None:
    """A number that was merged since is a notice; one that leads to what is not there yet is none."""
    stood = {RECORDS: lines(record(ONE), record(TWO))}
    into_one, into_new = {"issue_no": TWO, "into": ONE}, {"issue_no": "2022-000004", "into": "2022-000003"}
    now = {RECORDS: lines(record(ONE), record("2022-000003")), MERGED: lines(into_one, into_new)}
    assert still_public(stood, now) == {RECORDS: lines(record(ONE)), MERGED: lines(into_one)}
