"""Page to HTML (渲染): templates see their page and nothing else, and a missing name is an error."""

from functools import cache, lru_cache, partial
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
import msgspec
from markupsafe import Markup

from generator import addresses, qr, wording
from generator.campaign.problem import Problem
from generator.errors import ContentError
from generator.pages import KINDS, Page, SiteFrame, template_name
from generator.plan import Planned
from generator.quick import QuickGenerator
from generator.scripts import digest_of


class Renderer:
    """Renders the pages of one edition with the templates in a folder."""

    def __init__(self, templates: Path, frame: SiteFrame) -> None:
        self.folder = templates
        self.frame = frame
        self.environment = environment(templates)
        self.css = Markup(_css(templates))  # noqa: S704  our own style sheet

    def html(self, planned: Planned) -> bytes:
        """The page as a file in UTF-8."""
        address = planned.address
        base_url = self.frame.base_url
        try:
            text = self._template(type(planned.page)).render(
                page=planned.page,
                site=self.frame_of(planned),
                root=self.root_from(address),
                canonical=base_url + address if base_url is not None else None,
                qr=qr.code_of(address, base_url),
                css=self.css,
            )
        except jinja2.UndefinedError as error:
            name = f"public/{template_name(type(planned.page))}"
            page = address or "首页"
            message = f"生成 {page} 时，模板用到了没有的内容（{error}）。请对照 generator/pages.py 改。"
            raise ContentError([self._problem(name, _line(error, self.folder), message)]) from error
        return text.encode()

    def frame_of(self, planned: Planned) -> SiteFrame:
        """The frame around a page; one with a 数据截至 of its own sees no other."""
        return self._frame_at(planned.as_of) if planned.as_of is not None else self.frame

    @cache  # noqa: B019  a renderer lives as long as its build
    def _frame_at(self, as_of: str) -> SiteFrame:
        return msgspec.structs.replace(self.frame, as_of=as_of)

    def root_from(self, address: str) -> str:
        """The way to the site's root; the page for wrong addresses can stand at any depth."""
        if address != addresses.NOT_FOUND:
            return addresses.root_from(address)
        path = urlsplit(self.frame.base_url).path if self.frame.base_url else ""
        return path or "/"

    def check(self) -> None:
        """Read every template, also those that no page needs now; ContentError if one is broken."""
        for kind in KINDS:
            self._template(kind)

    @cache  # noqa: B019  a renderer lives as long as its build
    def _template(self, kind: type[Page]) -> jinja2.Template:
        name = f"public/{template_name(kind)}"
        try:
            return self.environment.get_template(name)
        except jinja2.TemplateSyntaxError as error:
            message = f"模板的写法不对（{error.message}）。请改正这一行。"
            raise ContentError([self._problem(error.name or name, error.lineno, message)]) from error
        except jinja2.TemplateNotFound as error:
            raise ContentError([self._problem(name, 0, f"没有模板 {error.name}。请补上。")]) from error

    def _problem(self, name: str, line: int, message: str) -> Problem:
        return Problem(str(self.folder / name), line, "template", message)


def template_files(templates: Path) -> list[Path]:
    """Everything that a public page may be made of."""
    return sorted(each for part in (".", "public", "assets") for each in (templates / part).glob("*.*"))


def environment(templates: Path) -> jinja2.Environment:
    """The environment of the public templates: everything escaped, wording's filters.

    One for each state of a folder, so that a server compiles its templates once and notices a changed one,
    and the disk is not asked again for every part of every page.
    """
    stats = ((each, each.stat()) for each in template_files(templates))
    return _environment(templates, tuple((str(each), stat.st_size, stat.st_mtime_ns) for each, stat in stats))


@lru_cache(maxsize=4)
def _environment(templates: Path, _state: tuple[tuple[str, int, int], ...]) -> jinja2.Environment:
    """Compiled for many pages; `plain_environment` gives the same bytes."""
    made = plain_environment(templates)
    made.code_generator_class = QuickGenerator
    return made


def plain_environment(templates: Path) -> jinja2.Environment:
    """The public templates as Jinja2 compiles them itself."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        auto_reload=False,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(wording.FILTERS)
    made.globals["digest_of"] = cache(partial(digest_of, made))
    # Chinese in structured data stays readable, for people and for the disclosure check alike.
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return made


def _css(templates: Path) -> str:
    path = templates / "assets" / "site.css"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"打不开样式文件（{error.strerror}）。请检查 --templates 指向的文件夹。"
        raise ContentError([Problem(str(path), 0, "unreadable", message)]) from error


def _line(error: jinja2.UndefinedError, folder: Path) -> int:
    """The template's line, from the innermost frame that is a template."""
    line, step = 0, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename.startswith(str(folder)):
            line = step.tb_lineno
        step = step.tb_next
    return line
