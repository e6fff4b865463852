"""Page to HTML (渲染): templates see their page and nothing else, and a missing name is an error."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
import msgspec
from markupsafe import Markup

from generator import addresses, wording
from generator.campaign.problem import Problem
from generator.errors import ContentError
from generator.page_frame import Page, SiteFrame
from generator.pages import KINDS, template_name
from generator.pictures import qr
from generator.plan import Planned
from generator.reading import read
from generator.rendering import together
from generator.rendering.compiled import CompiledTemplates
from generator.rendering.quick import QuickEnvironment
from generator.rendering.scripts import digest_of

# Where something shared goes, its name between two characters that no text holds.
_EDGE = "\0"
_SHARED = {name: Markup(f"{_EDGE}{name}{_EDGE}") for name in ("css", "header", "footer")}  # noqa: S704
_END = "end"
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
# For fewer pages, the template that renders many is not worth compiling.
_FEW = 8


class Printed(msgspec.Struct, frozen=True, gc=False):
    """A page in UTF-8 (成页): its own words in pieces, and between them what many pages share."""

    own: tuple[bytes, ...]
    shared: tuple[bytes, ...]

    @property
    def data(self) -> bytes:
        pieces = [b""] * (len(self.own) + len(self.shared))
        pieces[::2], pieces[1::2] = self.own, self.shared
        return b"".join(pieces)


class Renderer:
    """Renders the pages of one edition with the templates in a folder."""

    def __init__(self, templates: Path, frame: SiteFrame) -> None:
        # Of this renderer alone: what is kept by the class would keep every edition that ever was.
        self._shared = cache(self._made_shared)
        self._frame_at = cache(self._made_frame)
        self._template = cache(self._found_template)
        self._template_of_many = cache(self._found_template_of_many)
        self.folder = templates
        self.frame = frame
        self.environment = environment(templates)
        self.css = _css(templates).encode()

    def html(self, planned: Planned) -> bytes:
        """The page as a file in UTF-8."""
        return self.printed(planned).data

    def all_printed(self, planned: Sequence[Planned]) -> Iterator[Printed]:
        """Pages in their order; many of one kind are rendered in one go."""
        for kind, same in groupby(planned, key=_kind):
            pages = list(same)
            template = self._template_of_many(kind) if len(pages) > _FEW else None
            many = self._together(template, pages) if template is not None else None
            yield from many or map(self.printed, pages)

    def printed(self, planned: Planned) -> Printed:
        """The page; what other pages have as well is made once, and put between as it is."""
        kind = type(planned.page)
        told = dict(zip(together.OF_A_PAGE, self._told(planned), strict=True))
        with self._explained(f"public/{template_name(kind)}", f"生成 {planned.address or '首页'} 时，"):
            text = self._template(kind).render(**told, **_SHARED)
            (printed,) = self._split(f"{text}{_EDGE}{_END}{_EDGE}", [planned])
        return printed

    def _told(self, planned: Planned) -> tuple[object, ...]:
        """What a template gets for one page, besides what many share: `together.OF_A_PAGE`."""
        base_url, address = self.frame.base_url, planned.address
        canonical = base_url + address if base_url is not None else None
        root = self.root_from(address)
        return planned.page, self.frame_of(planned), root, canonical, qr.code_of(address, base_url)

    def _together(self, template: jinja2.Template, pages: Sequence[Planned]) -> list[Printed] | None:
        """All of them; None where something is missing, which rendered by itself a page says best."""
        told = {together.PAGES: [*map(self._told, pages)]}
        try:
            return [*self._split(template.render(**told, **_SHARED), pages)]
        except Exception:  # noqa: BLE001  whatever it is, it is said of the page alone
            return None

    def _split(self, text: str, pages: Iterable[Planned]) -> Iterator[Printed]:
        """The pages of a text, each up to its end, as pieces of their own with what is shared between."""
        pieces = text.encode().split(_EDGE.encode())
        words, names = iter(pieces[::2]), map(bytes.decode, pieces[1::2])
        for planned in pages:
            own, shared = [next(words)], []
            nav, root = planned.page.head.nav, self.root_from(planned.address)
            as_of = self.frame_of(planned).as_of
            while (name := next(names)) != _END:
                shared.append(self._shared(name, nav, root, as_of))
                own.append(next(words))
            yield Printed(tuple(own), tuple(shared))

    def _made_shared(self, name: str, nav: str, root: str, as_of: str | None) -> bytes:
        if name == "css":
            return self.css
        site = msgspec.structs.replace(self.frame, as_of=as_of)
        return (
            self.environment.get_template(f"public/{name}.html")
            .render(site=site, nav=nav, root=root)
            .encode()
        )

    def frame_of(self, planned: Planned) -> SiteFrame:
        """The frame around a page; one with a 数据截至 of its own sees no other."""
        return self._frame_at(planned.as_of) if planned.as_of is not None else self.frame

    def _made_frame(self, as_of: str) -> SiteFrame:
        return msgspec.structs.replace(self.frame, as_of=as_of)

    def root_from(self, address: str) -> str:
        """The way to the site's root; the page for wrong addresses can stand at any depth."""
        if address != addresses.NOT_FOUND:
            return addresses.root_from(address)
        path = urlsplit(self.frame.base_url).path if self.frame.base_url else ""
        return path or "/"

    def check(self) -> None:
        """Read every template, also those that no page needs now; ContentError if one is broken."""
        self._check_encoding()
        for kind in KINDS:
            self._template(kind)

    def _check_encoding(self) -> None:
        for path in template_files(self.folder):
            read.read_text(path)

    def _found_template(self, kind: type[Page]) -> jinja2.Template:
        name = f"public/{template_name(kind)}"
        with self._explained(name):
            return self.environment.get_template(name)

    def _found_template_of_many(self, kind: type[Page]) -> jinja2.Template | None:
        self._template(kind)  # a broken one says what is wrong
        try:
            return together.compiled(
                self.environment, f"public/{template_name(kind)}", f"{_EDGE}{_END}{_EDGE}"
            )
        except (together.NotTogetherError, jinja2.TemplateError, UnicodeDecodeError):
            return None

    @contextmanager
    def _explained(self, name: str, when: str = "") -> Iterator[None]:
        """Whatever is wrong in a template or one that it takes in, told by its line."""
        try:
            yield
        except ContentError:
            raise
        except jinja2.TemplateSyntaxError as error:
            message = f"模板的写法不对（{error.message}）。请改正这一行。"
            raise ContentError([self._problem(error.name or name, error.lineno, message)]) from error
        except jinja2.TemplateNotFound as error:
            raise ContentError([self._problem(name, 0, f"没有模板 {error.name}。请补上。")]) from error
        except Exception as error:
            self._check_encoding()
            file, line = _place(error, self.folder) or (name, 0)
            message = f"{when}模板这一行出了错（{error}）。请改正这一行。"
            if isinstance(error, AttributeError | jinja2.UndefinedError):
                message = f"{when}模板用到了没有的内容（{error}）。请对照 generator/pages.py 改。"
            raise ContentError([self._problem(file, line, message)]) from error

    def _problem(self, name: str, line: int, message: str) -> Problem:
        return Problem(str(self.folder / name), line, "template", message)


def _kind(planned: Planned) -> type[Page]:
    return type(planned.page)


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
    made = plain_environment(templates, QuickEnvironment)
    made.bytecode_cache = CompiledTemplates(templates)
    return made


def plain_environment(
    templates: Path, kind: type[jinja2.Environment] = jinja2.Environment
) -> jinja2.Environment:
    """The public templates as Jinja2 compiles them itself."""
    made = kind(
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
    """The styles that every page carries, without the comments that are for whoever writes them."""
    path = templates / "assets" / "site.css"
    if not path.is_file():
        message = "没有样式文件。请检查 --templates 指向的文件夹。"
        raise ContentError([Problem(str(path), 0, "unreadable", message)])
    return _COMMENT.sub("", read.read_text(path))


def _place(error: Exception, folder: Path) -> tuple[str, int] | None:
    """A template and its line, from the innermost frame that is a template."""
    found, step = None, error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.is_relative_to(folder):
            found = file.relative_to(folder).as_posix(), step.tb_lineno
        step = step.tb_next
    return found
