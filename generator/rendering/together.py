"""Many pages rendered in one go (成批渲染): the bytes of each are those that it has by itself.

A template, with what it extends and includes, becomes the body of one loop over pages. Jinja2 then writes
them all into one list, where it would else enter the template, its frame and each block anew for every page.
"""

import re
from collections.abc import Iterator
from itertools import chain

import jinja2
from jinja2 import nodes

# What a page of the loop sees as its own; all else a template sees is the same for all pages of the loop.
OF_A_PAGE = ("page", "site", "root", "canonical", "qr")
PAGES = "pages"
_ALL = "all_pages"
# How a template names another that becomes part of the loop.
_NAMED = re.compile(r"""\{%[-+]?\s*(?:extends|include)\s+["']([^"']+)["']""")
_Body = list[nodes.Node]


class NotTogetherError(Exception):
    """A template that does what cannot be said in one loop; its pages are rendered one by one."""


def compiled(environment: jinja2.Environment, name: str, end: str) -> jinja2.Template:
    """The template for all of `PAGES`, tuples of `OF_A_PAGE`; after each page stands `end`."""
    sources = "".join([_source(environment, each) for each in _taken_in(environment, name)])
    kept = environment.bytecode_cache
    bucket = kept and kept.get_bucket(environment, f"{name}, many pages", None, end + sources)
    code = bucket.code if bucket else None
    if code is None:
        code = environment.compile(_loop(environment, name, end), name, f"{name}, many pages")
        if kept and bucket:
            bucket.code = code
            kept.set_bucket(bucket)
    return environment.template_class.from_code(environment, code, environment.make_globals(None))


def _taken_in(environment: jinja2.Environment, name: str, by: tuple[str, ...] = ()) -> Iterator[str]:
    """A template, and all that it may take something from."""
    if name in by:
        raise NotTogetherError
    yield name
    for other in sorted(set(_NAMED.findall(_source(environment, name)))):
        yield from _taken_in(environment, other, (*by, name))


def _loop(environment: jinja2.Environment, name: str, end: str) -> nodes.Template:
    before, page = _flattened(environment, name)
    page.append(nodes.Output([nodes.TemplateData(end)]))
    each = nodes.Tuple([nodes.Name(field, "store") for field in OF_A_PAGE], "store")
    loop = nodes.For(each, nodes.Name(PAGES, "load"), page, [], None, False)
    told = [nodes.AssignBlock(nodes.Name(_ALL, "store"), None, [loop]), nodes.Output([_name(_ALL)])]
    whole = nodes.Template([*before, *told], lineno=1)
    whole.set_environment(environment)
    for node in chain([whole], whole.find_all(nodes.Node)):
        node.lineno = node.lineno or 1
    return whole


def _name(name: str) -> nodes.Name:
    return nodes.Name(name, "load")


def _flattened(environment: jinja2.Environment, name: str) -> tuple[_Body, _Body]:
    """What a template takes from others before its page, and the page."""
    before: _Body = []
    blocks: dict[str, nodes.Block] = {}
    while True:
        template = _parsed(environment, name)
        extends = [each for each in template.body if isinstance(each, nodes.Extends)]
        if len(extends) > 1 or len(extends) != len(list(template.find_all(nodes.Extends))):
            raise NotTogetherError
        if extends and not all(map(_is_expected, template.body)):
            raise NotTogetherError
        # What the template nearest to the page says, counts.
        before = [each for each in template.body if _is_taken(each)] + before
        blocks = {each.name: each for each in template.find_all(nodes.Block)} | blocks
        if not extends:
            page = [each for each in template.body if not _is_taken(each)]
            return before, [*_filled(environment, page, blocks)]
        name = _constant(extends[0].template)


def _is_taken(node: nodes.Node) -> bool:
    """What is the same for all pages; NotTogetherError where it asks for something of the page."""
    if isinstance(node, nodes.Import | nodes.FromImport) and node.with_context:
        raise NotTogetherError
    if isinstance(node, nodes.Macro):
        given = {each.name for each in node.args}
        if any(each.name in OF_A_PAGE and each.name not in given for each in node.find_all(nodes.Name)):
            raise NotTogetherError
    return isinstance(node, nodes.Import | nodes.FromImport | nodes.Macro)


def _is_expected(node: nodes.Node) -> bool:
    """What a template that extends another has beside its blocks: what it takes, and blanks between."""
    if isinstance(node, nodes.Output):
        return all(isinstance(each, nodes.TemplateData) and not each.data.strip() for each in node.nodes)
    return isinstance(node, nodes.Extends | nodes.Block) or _is_taken(node)


def _parsed(environment: jinja2.Environment, name: str) -> nodes.Template:
    template = environment.parse(_source(environment, name), name)
    if any(each.name in {"self", "super"} for each in template.find_all(nodes.Name)):
        raise NotTogetherError
    return template


def _source(environment: jinja2.Environment, name: str) -> str:
    if environment.loader is None:
        raise NotTogetherError
    return environment.loader.get_source(environment, name)[0]


def _filled(
    environment: jinja2.Environment, body: _Body, blocks: dict[str, nodes.Block]
) -> Iterator[nodes.Node]:
    """A body with what belongs into its blocks, and with what it includes."""
    for node in body:
        if isinstance(node, nodes.Block):
            yield nodes.Scope([*_filled(environment, blocks[node.name].body, blocks)])
        elif isinstance(node, nodes.Include):
            before, page = _flattened(environment, _constant(node.template))
            if before or node.ignore_missing or not node.with_context:
                raise NotTogetherError
            yield nodes.Scope(page)
        else:
            for field, inside in node.iter_fields():
                if isinstance(inside, list) and all(isinstance(each, nodes.Stmt) for each in inside):
                    setattr(node, field, [*_filled(environment, inside, blocks)])
            yield node


def _constant(node: nodes.Node) -> str:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return node.value
    raise NotTogetherError
