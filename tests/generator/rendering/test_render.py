"""Templates are compiled once for each state of their folder."""

import pytest

from generator.rendering.render import environment


@pytest.fixture
def templates(tmp_path):
    (tmp_path / "public").mkdir()
    (tmp_path / "public/a.html").write_text("one")
    return tmp_path


def rendered(templates):
    return environment(templates).get_template("public/a.html").render()


def test_an_unchanged_folder_is_compiled_once(templates):
    assert environment(templates) is environment(templates)


def test_a_changed_template_is_noticed_by_the_next_build(templates):
    assert rendered(templates) == "one"
    (templates / "public/a.html").write_text("another")
    assert rendered(templates) == "another"


def test_a_new_template_is_noticed(templates):
    before = environment(templates)
    (templates / "public/b.html").touch()
    assert environment(templates) is not before
