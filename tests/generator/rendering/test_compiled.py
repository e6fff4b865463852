"""A template is compiled once, and again when it or whoever compiles it changes."""

import shutil

import jinja2
import pytest

from generator.rendering import compiled, render, together
from tests.page_samples import TEMPLATES

NAME = "public/parts.html"


@pytest.fixture
def templates(tmp_path):
    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder, ignore=shutil.ignore_patterns(compiled.FOLDER))
    return folder


@pytest.fixture
def compilations(monkeypatch):
    """The names of what is compiled."""
    seen, compile_ = [], jinja2.Environment.compile

    def noting(self, source, name=None, *rest):
        seen.append(name)
        return compile_(self, source, name, *rest)

    monkeypatch.setattr(jinja2.Environment, "compile", noting)
    return seen


def loaded(templates):
    """The templates as another process finds them."""
    render._environment.cache_clear()
    environment = render.environment(templates)
    environment.get_template(NAME)
    return together.compiled(environment, "public/result_list.html", "|")


def test_what_is_kept_is_not_compiled_again(templates, compilations):
    first = loaded(templates)
    assert compilations == [NAME, "public/result_list.html"]
    again = loaded(templates)
    assert len(compilations) == 2
    assert first.root_render_func.__code__ == again.root_render_func.__code__


@pytest.mark.parametrize("changed", ["public/base.html", "public/result_list.html", "assets/size.js"])
def test_pages_of_one_loop_are_compiled_again_when_any_part_of_them_changes(templates, compilations, changed):
    loaded(templates)
    path = templates / changed
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    loaded(templates)
    assert compilations == [NAME, "public/result_list.html", "public/result_list.html"]


def test_another_generator_compiles_everything(templates, compilations, monkeypatch):
    loaded(templates)
    monkeypatch.setattr(compiled, "code", lambda: b"other")
    loaded(templates)
    assert len(compilations) == 4


@pytest.mark.parametrize("data", [b"", b"garbage", None])
def test_a_broken_file_is_compiled_again(templates, compilations, data):
    """Cut short in the middle too."""
    loaded(templates)
    for path in (templates / compiled.FOLDER).iterdir():
        path.write_bytes(path.read_bytes()[:-40] if data is None else data)
    loaded(templates)
    loaded(templates)
    assert len(compilations) == 4


def test_where_nothing_can_be_written_templates_are_compiled_each_time(templates, compilations):
    (templates / compiled.FOLDER).write_text("a file stands here")
    loaded(templates)
    loaded(templates)
    assert len(compilations) == 4
