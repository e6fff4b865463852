"""Templates are compiled once for each state of their folder."""

import pytest

from generator.rendering.render import _css, environment


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


def test_styles_go_out_without_the_comments_beside_them(tmp_path):
    """A page carries them whole, so that nothing is in them that no phone needs."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/site.css").write_text("/* Why\nso. */\na{color:red}\n/* More. */b{margin:0}\n")
    assert _css(tmp_path) == "a{color:red}\nb{margin:0}\n"
