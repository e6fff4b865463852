"""Lines that people write: read quickly, they say what the whole reader finds in them."""

import msgspec
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.campaign.records import PublishedPhoto, PublishedResult, PublishedStep
from generator.errors import ContentError
from generator.reading import read
from generator.reading.check import Checker
from generator.reading.quick_yaml import block_lines
from tests.content_samples import make_result

BY_HAND = """\
# 示例社区
- issue_no: 2022-000001
  title: 3#楼后的路灯修好了
  community_code: "fuxing"
  field: housing
  severity: general
  state: resolved
  received_on: '2022-06-13'
  due_on: 2022-07-04
  due_provisional: true

  used_workdays: 5
  summary: 晚上走楼后小路看不见，“太黑了”。
  outcome: "换了灯: 亮了 # 三盏"
  steps:
    - on: 2022-06-13
      kind: received
      text: 走访时听到
    - on: 2022-06-20
      kind: resolved
      text: '换了 "三盏" 灯'
  published_on: 2022-07-04

- issue_no: 2022-000002
  title: 井盖补上了
  community_code: fuxing
  field: housing
  severity: general
  state: resolved
  received_on: 2022-06-13
  summary: 井盖缺了一块。
  published_on: 2022-07-05
  photos:
  - file: a.jpg
    alt: 补好的井盖
    when: after
"""


def builtins(results):
    return msgspec.json.decode(msgspec.json.encode(results))


def whole(path, text):
    """What the whole reader finds: records with their lines, or None with whatever is wrong."""
    path.write_text(text, encoding="utf-8")
    problems = []
    try:
        node = read.read_yaml(path)
    except ContentError:
        return None
    records = Checker(str(path), problems).records(node, PublishedResult)
    if records is None or problems:
        return None
    return list(records), tuple(read.line_of(node, place) for place in range(len(records)))


def test_what_a_person_writes_is_read_quickly(tmp_path):
    found = block_lines(BY_HAND)
    assert found == whole(tmp_path / "fuxing.yaml", BY_HAND)
    records, lines = found
    assert lines == (2, 24)
    assert (records[0].title, records[0].outcome) == ("3#楼后的路灯修好了", "换了灯: 亮了 # 三盏")
    assert (records[0].used_workdays, records[0].due_provisional) == (5, True)
    assert records[1].photos[0].when == "after"


@pytest.mark.parametrize("style", [None, "'", '"'])
def test_what_a_program_writes_is_read_quickly(tmp_path, style):
    results = [make_result(), make_result(issue_no="2022-000002", due_provisional=True)]
    plain = [
        {key: str(each) if isinstance(each, int) and style else each for key, each in told.items()}
        for told in builtins(results)
    ]
    text = yaml.dump(plain, allow_unicode=True, sort_keys=False, default_style=style, width=1000)
    text = text.replace("'True'", "true").replace('"True"', "true")
    found = block_lines(text)
    assert found == whole(tmp_path / "fuxing.yaml", text)
    assert found[0] == results


def test_a_list_with_nothing_in_it_is_none(tmp_path):
    text = BY_HAND.replace("  - file: a.jpg\n    alt: 补好的井盖\n    when: after\n", "")
    assert block_lines(text) == whole(tmp_path / "fuxing.yaml", text)
    assert block_lines(text)[0][1].photos == ()


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("title: 井盖", "titel: 井盖"),
        ("title: 井盖", "title: 井\n  title: 井盖"),
        ("  summary: 井盖缺了一块。\n", ""),
        ("井盖缺了一块。", "~"),
        ("井盖缺了一块。", "null"),
        ("井盖缺了一块。", ""),
        ("井盖缺了一块。", '""'),
        ("井盖缺了一块。", "井盖\n    缺了一块。"),
        ("井盖缺了一块。", "|\n    井盖缺了一块。"),
        ("井盖缺了一块。", "井盖: 缺了一块。"),
        ("井盖缺了一块。", "井盖缺了一块。 "),
        ("井盖缺了一块。", "井盖 #缺了一块。"),
        ("井盖缺了一块。", "&a 井盖"),
        ("井盖缺了一块。", "!a 井盖"),
        ("井盖缺了一块。", "井盖\t缺了一块。"),
        ("井盖缺了一块。", "井盖\u2028缺了一块。"),
        ("井盖缺了一块。", '"井盖\\u0000"'),
        ("井盖缺了一块。", "'井盖''缺了一块。'"),
        ("state: resolved", "state: done"),
        ("used_workdays: 5", "used_workdays: 05"),
        ("used_workdays: 5", "used_workdays: many"),
        ("due_provisional: true", "due_provisional: yes"),
        ("  steps:\n", "  steps: []\n"),
        ("  photos:\n  - file", "  photos:\n- file"),
        ("  photos:\n  - file", "  photos:\n      - file"),
        ("    alt:", "     alt:"),
        ("  summary: 井盖", "  - summary: 井盖"),
        ("  - file: a.jpg\n    alt: 补好的井盖\n    when: after\n",
         " - file: a.jpg\n   alt: 补好的井盖\n   when: after\n"),
        ("    - on: 2022-06-20\n      kind: resolved\n      text:",
         "  - on: 2022-06-20\n    kind: resolved\n    text:"),
        ("- issue_no: 2022-000002", "---\n- issue_no: 2022-000002"),
        ("    when: after\n", "    when: after"),
        ("    when: after\n", "    when:\n    - after\n"),
        (BY_HAND, ""),
        (BY_HAND, "  title: 井盖\n"),
    ],
)  # fmt: skip
def test_what_is_in_doubt_or_wrong_is_left_to_the_whole_reader(there, instead):
    assert there in BY_HAND
    assert block_lines(BY_HAND.replace(there, instead)) is None


TEXTS = st.text(
    st.sampled_from("路灯井盖a1 ，。“”（:#-'\"[]{}&*!|>%@`?~\\") | st.characters(codec="utf-8"),
    min_size=1,
    max_size=12,
)
RESULTS = st.builds(
    make_result,
    title=TEXTS,
    summary=TEXTS,
    outcome=st.none() | TEXTS,
    used_workdays=st.none() | st.integers(0, 999),
    due_provisional=st.booleans(),
    steps=st.lists(st.builds(PublishedStep, st.just("2022-06-10"), st.just("closed"), TEXTS), max_size=2).map(
        tuple
    ),
    photos=st.tuples() | st.tuples(st.builds(PublishedPhoto, TEXTS, TEXTS, st.just("before"))),
)
# A place in a text, how much goes there, and what comes instead.
EDITS = st.lists(
    st.tuples(
        st.integers(0, 2000), st.integers(0, 3), st.sampled_from(list("\n :#-'\"\t路~|0")) | TEXTS
    ),
    max_size=3,
)  # fmt: skip


def written(value, indent, quote, wide):
    """A value as a person might write it, quotation marks where `quote` says so."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if not isinstance(value, list):
        return f" {quote}{text}{quote}\n"
    gap = indent + ("  " if wide else "")
    return "\n" + "".join(
        gap + "- " + f"\n{gap}  ".join(f"{key}: {quote}{each}{quote}" for key, each in item.items()) + "\n"
        for item in value
    )


@settings(max_examples=400, deadline=None)
@given(st.lists(RESULTS, min_size=1, max_size=2), st.sampled_from(["", "'", '"']), st.booleans(), EDITS)
@example([make_result()], "", True, [(40, 0, "null")])
def test_whatever_stands_there_is_what_the_whole_reader_finds(tmp_path_factory, records, quote, wide, edits):
    text = "".join(
        "- " + "  ".join(f"{key}:{written(value, '  ', quote, wide)}" for key, value in told.items())
        for told in builtins(records)
    )
    for place, length, new in edits:
        start = place % len(text)
        text = text[:start] + new + text[start + length :]
    found = block_lines(text)
    if found is not None:
        assert found == whole(tmp_path_factory.mktemp("lanes") / "fuxing.yaml", text)
