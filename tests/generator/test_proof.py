"""Every file is read before it goes out: where it leads, and what may not be printed."""

import pytest

from generator.proof import Proof

PHONE = "138" + "0000" + "1111"


def kinds(proof, names=frozenset()):
    return [(each.file, each.line, each.code) for each in proof.problems(set(names))]


def test_what_may_not_be_printed_is_named_by_place_and_kind():
    proof = Proof(())
    proof.read("a/index.html", f"<p>\n<b>{PHONE}</b>\n".encode(), "notices/a.md")
    (problem,) = proof.problems(set())
    assert (problem.file, problem.line, problem.code) == ("a/index.html", 2, "disclosed_mobile")
    assert "notices/a.md" in problem.message
    assert PHONE not in str(problem)


def test_an_office_number_may_be_printed():
    proof = Proof(("0533-7654321",))
    proof.read("a.html", "电话 0533-7654321".encode(), "")
    assert kinds(proof) == []


def test_a_frame_that_was_read_once_is_not_read_again_but_what_is_new_in_it_is():
    proof = Proof(())
    proof.read("a.html", b"<head>\n<main>\n\n</main>\n<footer>", "")
    proof.read("b.html", f"<head>\n<main>\n{PHONE}\n</main>\n<footer>".encode(), "")
    assert kinds(proof) == [("b.html", 3, "disclosed_mobile")]


def test_a_number_over_the_end_of_a_line_is_found_though_each_line_was_read_before():
    proof = Proof(())
    proof.read("a.html", f"x\n{PHONE[:6]}\ny".encode(), "")
    proof.read("b.html", f"x\n{PHONE[6:]}\ny".encode(), "")
    assert kinds(proof) == []
    proof.read("c.html", f"x\n{PHONE[:6]}\n{PHONE[6:]}\ny".encode(), "")
    assert kinds(proof) == [("c.html", 2, "disclosed_mobile")]


def test_every_hit_is_said_not_only_the_first():
    proof = Proof(())
    proof.read("a.json", f'["{PHONE}",\n"{PHONE}"]'.encode(), "")
    assert [line for _, line, _ in kinds(proof)] == [1, 2]


def test_pictures_are_not_read_as_text():
    proof = Proof(())
    proof.read("a.png", b"\xff" + PHONE.encode(), "")
    assert kinds(proof) == []


@pytest.mark.parametrize(
    "link",
    ["../../policies/a/", "../../", "../../policies/a/?x=1#y", "../a/", "#top", "https://a.org/", "tel:12345",
     "mailto:a@a.org", "../../data/results.csv", "../../policies/%61/", "data:,", "?q=1"],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_no_problem(link):
    proof = Proof(())
    proof.links("policies/b/index.html", f'<a href="{link}">'.encode(), "", "../../")
    assert kinds(proof, {"index.html", "policies/a/index.html", "data/results.csv"}) == []


@pytest.mark.parametrize(
    "link", ["../../policies/c/", "../c/", "c", "../../policies/a", "../../../policies/a"]
)
def test_a_link_that_leads_nowhere_names_the_text_it_stands_in(link):
    proof = Proof(())
    proof.links("policies/b/index.html", f'<img src="{link}">'.encode(), "policies/b.md", "../../")
    assert kinds(proof, {"policies/a/index.html"}) == [("policies/b.md", 0, "broken_link")]
