"""Every file is read before it goes out: where it leads, and what may not be printed."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.making.proof import Reader, targets
from generator.rendering.render import Printed

PHONE = "138" + "0000" + "1111"


def found(reader, name, text):
    return [(each.line, each.code) for each in reader.read(name, text.encode(), "")]


def test_what_may_not_be_printed_is_named_by_place_and_kind():
    text = f"<p>\n<b>{PHONE}</b>\n"
    (problem,) = Reader(()).read("a/index.html", text.encode(), "notices/a.md")
    assert (problem.file, problem.line, problem.code) == ("a/index.html", 2, "disclosed_mobile")
    assert "notices/a.md" in problem.message
    assert PHONE not in str(problem)


def test_an_office_number_may_be_printed():
    assert found(Reader(("0533-7654321",)), "a.html", "电话 0533-7654321") == []


def test_a_frame_that_was_read_once_is_not_read_again_but_what_is_new_in_it_is():
    reader = Reader(())
    assert found(reader, "a.html", "<head>\n<main>\n\n</main>\n<footer>") == []
    text = f"<head>\n<main>\n{PHONE}\n</main>\n<footer>"
    assert found(reader, "b.html", text) == [(3, "disclosed_mobile")]


def test_a_number_over_the_end_of_a_line_is_found_though_each_line_was_read_before():
    reader = Reader(())
    assert found(reader, "a.html", f"x\n{PHONE[:6]}\ny") == []
    assert found(reader, "b.html", f"x\n{PHONE[6:]}\ny") == []
    assert found(reader, "c.html", f"x\n{PHONE[:6]}\n{PHONE[6:]}\ny") == [(2, "disclosed_mobile")]


@pytest.mark.parametrize("seen", [{0}, {1}, {2}, {0, 1}, {1, 2}, {0, 2}])
def test_what_runs_over_lines_is_found_though_all_but_one_stood_together_on_another_page(seen):
    """Some of three lines stand on an earlier page with others around; what is known is said once."""
    reader = Reader(())
    lines = [PHONE[:3], PHONE[3:7], PHONE[7:]]
    earlier = ["甲", *(each if place in seen else f"见下{place}" for place, each in enumerate(lines)), "谢谢"]
    assert found(reader, "a.html", "\n".join(earlier)) == []
    assert found(reader, "b.html", "\n".join(["甲", *lines, "谢谢"])) == [(2, "disclosed_mobile")]
    assert found(reader, "c.html", "\n".join(["甲", *lines, "谢谢"])) == []


PIECES = st.lists(st.sampled_from([PHONE[:3], PHONE[3:7], PHONE[7:], PHONE, "", "门前 3 级台阶"]), max_size=8)


@settings(deadline=None, max_examples=300)
@given(PIECES, PIECES)
def test_of_a_file_in_which_nothing_was_found_what_changed_is_enough(before, now):
    """Whatever was put in, taken out or joined: the same is found as if all was read."""
    old, new = "\n".join(before), "\n".join(now)
    assume(found(Reader(()), "a.html", old) == [])
    told = Reader(()).read("a.html", new.encode(), "", old.encode())
    # What is read in two parts that overlap may be said twice.
    assert {(each.line, each.code) for each in told} == {*found(Reader(()), "a.html", new)}


def test_of_a_file_that_is_the_same_nothing_is_read():
    old = f"<p>\n{PHONE}\n</p>".encode()
    assert [*Reader(()).read("a.html", old, "", old)] == []


@pytest.mark.parametrize("changed", range(4))
def test_an_edit_that_completes_what_runs_over_lines_is_found_in_the_next_build(changed):
    """What an earlier build read says nothing: each reads a text that changed as a whole."""
    lines = [PHONE[:3], PHONE[3:7], PHONE[7:], "谢谢"]
    before = [each if place != changed else "见下" for place, each in enumerate(lines)]
    assert changed == 3 or found(Reader(()), "a.html", "\n".join(before)) == []
    assert found(Reader(()), "a.html", "\n".join(lines)) == [(1, "disclosed_mobile")]


def test_every_hit_is_said_not_only_the_first():
    text = f'["{PHONE}",\n"{PHONE}"]'
    assert [line for line, _ in found(Reader(()), "a.json", text)] == [1, 2]


def test_pictures_are_not_read_as_text():
    assert list(Reader(()).read("a.png", b"\xff" + PHONE.encode(), "")) == []


def broken(link, names):
    pages = {
        "policies/a/index.html": Printed((b'<a class="x" href="../../">',), ()),
        "policies/b/index.html": Printed((f'<a class="x" href="{link}">'.encode(),), ()),
    }
    return targets(pages, "../../") - {""} - names


@pytest.mark.parametrize(
    "link",
    ["../../policies/a/", "../../", "../../policies/a/?x=1#y", "../a/", "#top", "https://a.org/", "tel:12345",
     "mailto:a@a.org", "../../data/results.csv", "../../policies/%61/", "data:,", "?q=1",
     "../../policies/b/../a/", "../../policies/b/./../../"],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_no_problem(link):
    assert not broken(link, {"policies/a/", "data/results.csv"})


@pytest.mark.parametrize(
    "link", ["../../policies/c/", "../c/", "c", "../../policies/a", "../../../policies/a"]
)
def test_a_link_that_leads_nowhere_is_told(link):
    assert len(broken(link, {"policies/a/"})) == 1
