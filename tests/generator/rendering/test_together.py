"""Many pages in one loop: what a template may do there, and what makes it render page by page."""

from types import SimpleNamespace

import jinja2
import pytest

from generator.rendering import together

BASE = (
    "<b>{% block top %}{{ root }}{% endblock %}</b>"
    "{% block main %}{% block inside %}-{% endblock %}{% endblock %}"
)
PAGE = SimpleNamespace(title="路灯<1>", rows=("一", "二"))
ROWS = [(PAGE, None, "../", None, None), (SimpleNamespace(title="水", rows=()), None, "./", None, None)]


def made(**templates: str) -> jinja2.Environment:
    loader = jinja2.DictLoader({"base": BASE, **templates})
    return jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined
    )


def one_by_one(environment: jinja2.Environment) -> str:
    template = environment.get_template("page")
    told = (dict(zip(together.OF_A_PAGE, row, strict=True)) for row in ROWS)
    return "".join(f"{template.render(**each, css='c')}|" for each in told)


@pytest.mark.parametrize(
    "template",
    [
        "{{ page.title }}",
        "{% extends 'base' %}",
        "{% extends 'base' %}{% block main %}{{ page.title }}{{ css }}{% endblock %}",
        "{% extends 'base' %}{% block inside %}{{ page.title }}{% endblock %}{% block top %}{% endblock %}",
        "{% extends 'middle' %}{% block inside %}{{ page.title }}{% endblock %}",
        "{% extends 'base' %}{% from 'parts' import shown %}{% block top %}{{ shown(root) }}{% endblock %}",
        "{% macro shown(it) %}<i>{{ it }}</i>{% endmacro %}{{ shown(page.title) }}",
        "{% macro shown(page) %}<i>{{ page.title }}</i>{% endmacro %}{{ shown(page) }}",
        "{% extends 'base' %}\n\n{% block main %}{{ page.title }}{% endblock %}\n",
        "{% for row in page.rows %}{% include 'part' %}{{ loop.index }}{% endfor %}",
        "{% if page.rows %}{% block inside %}{{ page.title }}{% endblock %}{% else %}无{% endif %}",
        "{% with page = page.rows %}{{ page | length }}{% endwith %}{{ page.title }}",
        "{% set told = page.title %}{% block inside %}{% set told = '别的' %}{% endblock %}{{ told }}",
    ],
)
def test_pages_of_one_loop_have_their_own_bytes(template):
    environment = made(
        page=template,
        middle="{% extends 'base' %}{% block main %}({% block inside %}{% endblock %}){% endblock %}",
        parts="{% macro shown(it) %}<i>{{ it }}</i>{% endmacro %}",
        part="<li>{{ row }}{{ page.title }}",
    )
    whole = together.compiled(environment, "page", "|").render(pages=ROWS, css="c")
    assert whole == one_by_one(environment)


@pytest.mark.parametrize(
    "template",
    [
        "{% extends 'base' %}{% block main %}{{ super() }}{% endblock %}",
        "{% block main %}一{% endblock %}{{ self.main() }}",
        "{% extends page.title %}",
        "{% if page.rows %}{% extends 'base' %}{% endif %}",
        "{% include 'parts' ignore missing %}",
        "{% include page.title %}",
        "{% include 'parts' %}",
        "{% extends 'base' %}{% set told = page.title %}{% block main %}{{ told }}{% endblock %}",
        "前{% extends 'base' %}",
        "{{ css }}{% extends 'base' %}",
        "{% macro shown() %}{% if page is defined %}{{ page.title }}{% endif %}{% endmacro %}{{ shown() }}",
        "{% from 'parts' import shown with context %}{{ shown(page.title) }}",
        "{% if page.rows %}{% include 'page' %}{% endif %}",
    ],
)
def test_what_one_loop_cannot_say_is_rendered_page_by_page(template):
    environment = made(page=template, parts="{% macro shown(it) %}{{ it }}{% endmacro %}")
    with pytest.raises(together.NotTogetherError):
        together.compiled(environment, "page", "|")
