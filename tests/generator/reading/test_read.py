"""Reading is strict, and remembers where everything stands."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.campaign.records import PublishedPhoto, PublishedResult, PublishedStep
from generator.errors import ContentError
from generator.reading import read
from generator.reading.check import Checker
from tests.content_samples import make_result, published_lines


@pytest.fixture
def write(tmp_path):
    def write(text, name="sample.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def refusal(path, reader=read.read_yaml):
    with pytest.raises(ContentError) as caught:
        reader(path)
    (problem,) = caught.value.problems
    return problem


def test_every_scalar_is_text(write):
    """Neither `no` nor 0123 nor a date becomes something else."""
    tree = read.read_yaml(write("a: no\nb: 0123\nc: 2022-06-10\nd: 1.50\ne: ~\n"))
    assert [node.value for node in tree.entries.values()] == ["no", "0123", "2022-06-10", "1.50", "~"]


def test_keys_and_items_know_their_lines(write):
    tree = read.read_yaml(write("# note\na:\n  - b: 1\n  - c:\n      d: 2\n"))
    assert read.line_of(tree, "a") == 2
    assert read.line_of(tree, "a", 1) == 4
    assert read.line_of(tree, "a", 1, "c", "d") == 5
    assert read.line_of(tree, "a", 1, "missing") == 4


def test_a_folded_text_ends_with_its_words(write):
    assert read.read_yaml(write("a: >-\n  x\n  y\nb: |\n  z\n")).entries["b"].value == "z"


def test_a_repeated_key_is_refused_with_both_lines(write):
    problem = refusal(write("name: a\nphone: b\nname: c\n"))
    assert (problem.line, problem.code) == (3, "repeated_key")
    assert "“name”写了两次，第一次在第 1 行" in problem.message


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("a: 1\n b: 2\n", 2, "yaml"),
        ("a: [1\n", 2, "yaml"),
        ("a: 1\n\tb: 2\n", 2, "yaml"),
        ("a: 'x\n", 2, "yaml"),
        ("a: &x 1\nb: *x\n", 1, "anchor"),
        ("b: *x\n", 1, "anchor"),
        ("a: 1\nb: !!python/name:os.system x\n", 2, "tag"),
        ("a: 1\n---\nb: 2\n", 2, "yaml"),
        ("a: 1\n? [b]\n: 2\n", 2, "yaml"),
        ("[" * 40 + "]" * 40, 1, "yaml"),
        ("a: \x01\n", 1, "yaml"),
        (b"a: 1\nb: \xd6\xd0\n", 2, "encoding"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_at_its_line(write, text, line, code):
    problem = refusal(write(text))
    assert (problem.line, problem.code) == (line, code)


def test_a_missing_file_is_a_problem_not_a_traceback(tmp_path):
    assert refusal(tmp_path / "none.yaml").code == "unreadable"


def test_windows_line_ends_and_a_byte_order_mark_are_taken(write):
    tree = read.read_yaml(write(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"))
    assert list(tree.entries) == ["a", "b"]


def test_a_manuscript_knows_where_its_front_matter_and_its_body_stand(write):
    manuscript = read.read_manuscript(write("---\ntitle: 题\nsummary: 摘要\n---\n\n正文 --- 正文\n", "a.md"))
    assert read.line_of(manuscript.front, "summary") == 3
    assert (manuscript.body, manuscript.body_line) == ("\n正文 --- 正文\n", 5)


@pytest.mark.parametrize("text", ["正文\n", "---\ntitle: 题\n正文\n", "---\n- a\n---\n"])
def test_a_manuscript_without_front_matter_is_refused(write, text):
    assert refusal(write(text, "a.md"), read.read_manuscript).code == "front_matter"


def slow_lane(path):
    problems = []
    records = Checker(str(path), problems).records(read.read_yaml(path), PublishedResult)
    return list(records) if records is not None else problems


texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
results = st.builds(
    make_result,
    title=texts,
    summary=texts,
    outcome=st.none() | texts,
    used_workdays=st.none() | st.integers(0, 999),
    due_provisional=st.booleans(),
    satisfaction=st.sampled_from([None, "satisfied"]),
    steps=st.tuples() | st.tuples(st.builds(PublishedStep, st.just("2022-06-10"), st.just("closed"), texts)),
    photos=st.tuples() | st.tuples(st.builds(PublishedPhoto, texts, texts, st.just("before"))),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(results, min_size=1, max_size=3))
def test_the_fast_lane_gives_what_yaml_gives_or_steps_aside(tmp_path_factory, records):
    path = tmp_path_factory.mktemp("lanes") / "fuxing.yaml"
    path.write_text(published_lines(*records), encoding="utf-8")
    fast = read.plain_lines(path.read_bytes())
    assert fast is None or fast == slow_lane(path) == records


def test_what_publication_writes_takes_the_fast_lane(write):
    records = [make_result(), make_result(issue_no="2022-000002", title='带“引号”的 "题"，还有 {花} 括号')]
    assert read.plain_lines(write(published_lines(*records)).read_bytes()) == records


@pytest.mark.parametrize("spaces", [('": ', '":'), (', "', ',"'), ("", "")])
def test_spaces_do_not_matter_to_the_fast_lane(write, spaces):
    text = published_lines(make_result(), make_result(issue_no="2022-000002", merged_count=3))
    records = read.plain_lines(write(text.replace(*spaces)).read_bytes())
    assert records is not None
    assert [each.merged_count for each in records] == [None, 3]


LINE = published_lines(make_result())


@pytest.mark.parametrize(
    "text",
    [
        "# 说明\n" + LINE,
        LINE.replace('"title"', '"title": "别的", "title"'),
        LINE.replace('"steps"', '"colour": "red", "steps"'),
        LINE.replace('"used_workdays": 5', '"used_workdays": 5.0'),
        LINE.replace("楼后的路灯修好了", ""),
        LINE.replace("楼后", "楼后\\u0000"),
        LINE.replace("- {", "-  {"),
        LINE.rstrip("\n"),
        LINE.rstrip("\n") + LINE[1:].replace(" {", ", {"),
        LINE.replace("楼后", "楼后\ufeff"),
        LINE.replace("楼后", "楼后\u2028"),
        LINE.replace("楼后", "楼后\x85"),
        LINE.replace("楼后", "楼后\x7f"),
        LINE.replace("楼后", "楼后\u202e"),
        LINE.replace("楼后", "楼后\u2069"),
        LINE.replace("换了三盏灯，晚上亮了。", " "),
        LINE.replace("换了三盏灯，晚上亮了。", "\u3000"),
        LINE.replace("换了三盏灯，晚上亮了。", "\\n"),
        LINE.replace(': "换了三盏灯，晚上亮了。"', ':""'),
        LINE.replace('"used_workdays": 5', '"used_workdays": -5'),
        LINE.replace('"limit_workdays": 15', '"limit_workdays": 3000000'),
        "",
    ],
)
def test_a_line_that_publication_would_not_write_leaves_the_fast_lane(write, text):
    assert read.plain_lines(write(text).read_bytes()) is None


def test_hand_written_yaml_gives_the_same_records(write):
    by_hand = (
        "- issue_no: 2022-000001\n  title: 楼后的路灯修好了\n  community_code: fuxing\n  field: housing\n"
        "  severity: general\n  state: resolved\n  said_by: resident\n  received_on: 2022-06-13\n"
        "  due_on: 2022-07-04\n  resolved_on: 2022-06-20\n  used_workdays: 5\n  limit_workdays: 15\n"
        "  responsible_unit: 街道示例城建环保办\n  summary: 晚上走楼后小路看不见。\n"
        "  outcome: 换了三盏灯，晚上亮了。\n  steps:\n"
        "    - {on: 2022-06-13, kind: received, text: 走访时听到}\n  published_on: 2022-07-04\n"
    )
    assert slow_lane(write(by_hand)) == [make_result()]


def test_a_published_line_is_also_json():
    assert msgspec.json.decode(LINE[2:], type=PublishedResult) == make_result()
