"""Putting out what the public may read (放行): `published/` and the site change together, or neither does.

What is not on record as approved goes no further than the gate: the approval is recorded when everything is
made and has passed, right before it is put in place. A note stands beside the site as long as that may be
other than what is on record; whoever finds it after a kill makes up for it.
"""

import contextlib
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from collector.desk import Desk
from collector.desk.publishing import good_copy, leaks, restoring
from collector.desk.publishing.public_files import PHOTOS, is_coverage, path_of, public_files, still_public
from collector.errors import Conflict, Refusal
from collector.rules.publishing.roster_cell import KINDS
from generator.build import Built, Gate, Options, build
from generator.errors import GeneratorError, reason
from generator.making.lock import locked
from generator.making.write import folder_beside

AFTERWARDS = "改正以后，再公示或撤下一件，或者重新启动走访台，就一起放上去。"
Recorded = TypeVar("Recorded")

_ONE_AT_A_TIME = threading.Lock()


@contextlib.contextmanager
def turn(desk: Desk) -> Iterator[None]:
    """One at a time (轮到): no other thread, and no command beside the server, writes or builds meanwhile."""
    beside = folder_beside(desk.settings.site)
    with _ONE_AT_A_TIME:
        beside.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = locked(beside / "turn")
        if lock is None:
            raise Conflict("site_busy", "另一个生成正在进行。请等它完成后再试。")
        try:
            if is_unsettled(desk) and not restoring.due(desk):
                replace(desk, public_files(desk)[0])
            yield
        finally:
            os.close(lock)


def release(desk: Desk, files: Mapping[str, bytes], record: Callable[[], Recorded]) -> Recorded:
    """Write and build, and `record` what that makes public; if anything refuses, all is as it was.

    What the site cannot take after that is on record all the same, and stands there after the next build.
    """
    recorded: list[Recorded] = []
    settle = unsettled(desk)
    before = replace(desk, files)
    try:
        build_site(desk, lambda: recorded.append(record()))
    except BaseException as error:
        if not recorded:
            replace(desk, before)
            settle()
        elif isinstance(error, Refusal):
            message = f"已经批准，但没能放到网站上：{error.message}{AFTERWARDS}"
            raise Conflict("approved_not_built", message) from error
        raise
    return recorded[0]


def is_unsettled(desk: Desk) -> bool:
    """Say whether the site may be other than what is on record (未了)."""
    return _note(desk).exists()


def unsettled(desk: Desk) -> Callable[[], None]:
    """Note that down, until the whole site is built; the answer takes it back."""
    stood = is_unsettled(desk)
    _note(desk).touch()
    return lambda: None if stood else _note(desk).unlink(missing_ok=True)


def _note(desk: Desk) -> Path:
    return folder_beside(desk.settings.site) / "unsettled"


def behind(desk: Desk) -> str:
    """Why the site does not tell yet what became of published results (没有跟上), or nothing."""
    note = _behind(desk)
    return note.read_text("utf-8") if note.exists() else ""


def note_behind(desk: Desk, because: str) -> None:
    """Note that down for whoever publishes; with no reason the note is taken back."""
    if because:
        _behind(desk).write_text(because, "utf-8")
    else:
        _behind(desk).unlink(missing_ok=True)


def _behind(desk: Desk) -> Path:
    return folder_beside(desk.settings.site) / "behind"


def replace(desk: Desk, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Make these the files of ours in each year, each whole; returns those that were there before."""
    with _explained(desk.settings.content):
        return _replaced(desk, files)


@contextlib.contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """What the disk refuses is an answer like any other: the site can be put right later."""
    try:
        yield
    except OSError as error:
        found = f"写不进 {folder}（{reason(error)}）。"
        raise Refusal("not_written", found + "请检查权限和磁盘空间。") from error


def _replaced(desk: Desk, files: Mapping[str, bytes]) -> dict[str, bytes]:
    content, current = desk.settings.content, str(desk.year.campaign.year)
    opened = [int(each.code) for each in desk.registers.years]
    years = {current, *(name[:4] for name in files), *(str(year - n) for year in opened for n in (0, 1))}
    found = _standing(content, years)
    # What was told of a year that is over stays.
    before = {name: data for name, data in found.items() if name[:4] == current or not is_coverage(name)}
    _put_all(content, before, files)
    return before


def _standing(content: Path, years: Iterable[str]) -> dict[str, bytes]:
    """What of ours stands in `published/`, by year and name."""
    found: dict[str, bytes] = {}
    for year in years:
        folder = content / year / "published"
        folder.mkdir(parents=True, exist_ok=True)
        ours = [*folder.glob("*.yaml"), *(folder / PHOTOS).glob("*.jpg")]
        found |= {f"{year}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in ours}
    return found


def _put_all(content: Path, before: Mapping[str, bytes], files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        if before.get(name) != data:
            _put(path_of(content, name), data)
    for name in before.keys() - files.keys():
        path_of(content, name).unlink()


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_bytes(data)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def build_site(desk: Desk, passed: Callable[[], None] = lambda: None) -> Built:
    """Build the site behind the last gate (生成); what stops it is said in one line of Chinese.

    `passed` is called when everything is made and has passed, right before it is put in place.
    """
    with copy_kept(desk):
        built = _built(desk, desk.settings.content, gate_of(desk, passed))
    _note(desk).unlink(missing_ok=True)
    return built


def build_without(desk: Desk, files: Mapping[str, bytes]) -> Built:
    """Build from what the site was made of last, less what is no longer among the public files (去掉).

    It brings nothing onto the site that did not stand there, so no gate keeps it.
    """
    copy = _copy(desk)
    with _explained(copy):
        stood = _standing(copy, (year.name for year in copy.glob("[0-9]*")))
        _put_all(copy, stood, still_public(stood, files))
        return _built(desk, copy, None)


@contextlib.contextmanager
def copy_kept(desk: Desk) -> Iterator[None]:
    """Keep what the site is made of meanwhile; the site can do without.

    What people write is not kept where somebody writes at it: it may not be what was built.
    """
    content, copy, before = desk.settings.content, _copy(desk), good_copy.Looks()
    with contextlib.suppress(OSError):
        before = good_copy.looks(content)
    yield
    with contextlib.suppress(OSError):
        good_copy.keep_published(content, copy)
        if before == good_copy.looks(content):
            good_copy.keep(content, copy, before)


def _copy(desk: Desk) -> Path:
    return folder_beside(desk.settings.site) / "content"


def _built(desk: Desk, content: Path, gate: Gate | None) -> Built:
    settings = desk.settings
    options = Options(
        content=content,
        templates=settings.templates,
        out=settings.site,
        base_url=settings.base_url,
        jobs=1,  # a server with threads must not fork
    )
    try:
        return build(options, gate=gate)
    except GeneratorError as error:
        first = error.problems[0]
        more = f"（共 {len(error.problems)} 处）" if len(error.problems) > 1 else ""
        raise Refusal("not_built", f"网站没有生成{more}：{first.message}") from error


class Staged(Protocol):
    """What the gate looks at (待发布): a folder, the names of the files in it, and what stays in the site."""

    stage: Path
    out: Path
    changed: list[str]
    passed: str

    def staying(self) -> list[str]: ...


def gate_of(desk: Desk, passed: Callable[[], None] = lambda: None) -> Gate:
    """The last gate (关口): refuses a site that names somebody on the roster (R5.5).

    What stays as it is was held against the roster when it came; it is again when the roster has changed.
    `passed` is called when nothing was found.
    """

    def gate(staging: Staged) -> None:
        roster = leaks.whole_roster(desk)
        found = leaks.scan_site(staging.stage, roster, only=staging.changed)
        if staging.passed != roster.mark(staging.passed.partition(":")[0]):
            found += leaks.scan_site(staging.out, roster, only=staging.staying())
        blocks = [leak for leak in found if leak.level == "block"]
        if blocks:
            kinds = "、".join(dict.fromkeys(KINDS[leak.kind] for leak in blocks))
            place = blocks[0].place
            message = f"要公开的 {place} 里有住户的{kinds}（共 {len(blocks)} 处），没有发布。请改掉再批准。"
            raise Refusal("leaks", message)
        passed()
        staging.passed = roster.mark(secrets.token_hex(8))

    return gate
