"""Templates compiled for many pages (快速模板): the same bytes as Jinja2's own way, with fewer detours.

Most values that a page shows have nothing in them to escape: such a text is handed on as it is, instead of
being wrapped as safe text first. What a template sees are records, whose fields are asked for directly.
"""

from collections.abc import Callable, MutableMapping
from functools import cached_property
from typing import Any

import jinja2
import markupsafe
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame


def _plainly(text: str) -> str:
    return str(markupsafe.escape(text))


# What markupsafe does itself before it wraps the text; where a version has no such thing, all of it.
_escaped: Callable[[str], str] = getattr(markupsafe, "_escape_inner", _plainly)


def escape(value: Any) -> str:
    """What stands on the page for a value; as `markupsafe.escape`, but plain text."""
    if type(value) is str:
        return _escaped(value)
    return value if type(value) is markupsafe.Markup else markupsafe.escape(value)


class QuickGenerator(CodeGenerator):
    """Compiles a template so that it escapes by the function above and asks for fields directly."""

    # The names are Jinja2's.
    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        super().visit_Template(node, frame)
        # The last name of a module counts for all functions in it.
        self.writeline(f"from {__name__} import {escape.__name__}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if not isinstance(node.node, nodes.Name) or forward_caller:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        # A macro is called as it is. (What a signature writes begins with a comma.)
        self.visit(node.node, frame)
        self.write("(*()")
        self.signature(node, frame)
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        self.visit(node.node, frame)
        self.write(f".{node.attr}")


class QuickEnvironment(jinja2.Environment):
    """Templates that do not change while it lives: each is looked up once."""

    code_generator_class = QuickGenerator

    @cached_property
    def _known(self) -> dict[str, jinja2.Template]:
        return {}

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        if not isinstance(name, str) or globals is not None:
            return super().get_template(name, parent, globals)
        if name not in self._known:
            self._known[name] = super().get_template(name, parent)
        return self._known[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}
