"""Opening the next year (开新一年, S73): settings copied and moved on, open issues and plans carried.

Last year's pages keep their addresses: its published files stay where they are, and an issue that is carried
is published under its old number in its old year, whenever it is solved.
"""

import datetime
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from collector.desk import Desk
from collector.desk.publishing.publication import tell
from collector.errors import Conflict, Refusal
from collector.rules.keeping.new_year import (
    YearOpened,
    later,
    moved,
    renumbered,
    to_carry,
    unreached_running,
)
from collector.rules.people.account import Account
from collector.store.registers import ANY
from generator.errors import ContentError, reason
from generator.reading import read as reading
from generator.reading.check import to_date

FILES = ("campaign.yaml", "places.yaml", "units.yaml", "form.yaml", "ledgers.yaml")
TO_CHECK = "# 从 {old} 年结转而来，日期顺延了一年。请核对：文号、阶段和日期、需走访户数、走访安排。\n\n"


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What opening a year did (结转结果); `missed` is how many households were not met in the old one.

    `unreached` were not met in the year before that either; `quotas` lines of 附件3 were imported, and ended.
    """

    year: int
    carried: int
    closed: int
    plans: int
    missed: int
    quotas: int
    unreached: tuple[str, ...]


def open_year(desk: Desk, account: Account, year: int) -> Opened:
    """Open a year from the current one: first the old is told, then what is new written and stored."""
    old = desk.year.campaign.year
    if year != old + 1:
        raise Refusal("not_next_year", f"现在是 {old} 年，只能开 {old + 1} 年。")
    folder = desk.settings.content / str(year)
    if folder.exists() or desk.registers.years.get(str(year)):
        raise Conflict("year_open", f"{year} 年已经开过了（{folder.name}/）。")
    cases = desk.cases.all()
    carried = to_carry(cases)
    missed = _missed(desk, old)
    before = [_missed(desk, old - 1)] if desk.registers.years.get(str(old)) else []
    files = _moved_on(desk.settings.content, old, year)
    # From then on what is told of the old year stays as it was last told.
    tell(desk)
    staged = _write(desk.settings.content, year, files)

    def work() -> int:
        opened = YearOpened(
            code=str(year),
            at=desk.now(),
            by=account.username,
            carried=carried,
            limits_before=desk.year.campaign.limits,
        )
        desk.registers.years.add(opened)
        # No number of a year that was not open was ever given out, whatever was restored before.
        desk.registers.counters.remove(code=ANY)
        _ask_again(desk)
        desk.note(account, "year_opened", of=str(year), detail=str(len(carried)))
        # What was imported of 附件3 was asked of the old year, and would go before what is written of this.
        quotas = desk.registers.quotas
        return sum(quotas.remove(code=each.code) for each in [*quotas])

    try:
        quotas = desk.act(work)
    except BaseException:
        shutil.rmtree(staged)
        raise
    staged.rename(folder)
    _switch(desk.settings.content / "site.yaml", old, year)
    return Opened(
        year=year,
        carried=len(carried),
        closed=len(cases) - len(carried),
        plans=sum(each.closed_at is None for each in desk.registers.plans),
        missed=sum(missed.values()),
        quotas=quotas,
        unreached=unreached_running([missed, *before]) if before else (),
    )


def _missed(desk: Desk, year: int) -> dict[str, bool]:
    """Which households nobody met in a year."""
    met = {each.household_code for each in desk.registers.visits if each.covers and each.is_of(year)}
    return {home.code: home.code not in met for home in desk.registers.households if not home.vacant_reason}


def _ask_again(desk: Desk) -> None:
    """走不到 was said of last year's round; the new one begins with every door."""
    for home in desk.registers.households:
        if home.unreachable_reason:
            desk.registers.households.put(msgspec.structs.replace(home, unreachable_reason=None))


def _moved_on(content: Path, old: int, year: int) -> dict[str, str]:
    """The new year's settings by name; a refusal where one of them, or `site.yaml`, would stay in the old."""
    _renumbered(content / "site.yaml", "current_year", old, year)
    files: dict[str, str] = {}
    for name in FILES:
        file = content / str(old) / name
        text = before = _text(file)
        if name == "campaign.yaml":
            text = _renumbered(file, "year", old, year)
        files[name] = moved(text, year - old)
        _check_days(file, before, files[name], year - old)
    return files


def _check_days(file: Path, before: str, after: str, years: int) -> None:
    """Hold the days as they are read afterwards against those before."""
    days = zip(_days(_read(file, before)), _days(_read(file, after)), strict=True)
    for (day, line), (moved_on, _) in days:
        if moved_on != later(day, years):
            found = f"{file} 第 {line} 行的日期 {day} 没能顺延，什么都没有改。"
            raise Refusal("day_stays", f'{found}请写成 "{day}" 这样，加引号，一个日期一个值，再运行一次。')


def _days(node: reading.Node) -> Iterator[tuple[datetime.date, int]]:
    """The days in a file, each with its line."""
    if isinstance(node, reading.Text):
        if day := to_date(node.value):
            yield day, node.line
        return
    for each in node.entries.values() if isinstance(node, reading.Mapping) else node.items:
        yield from _days(each)


def _renumbered(file: Path, key: str, old: int, year: int) -> str:
    """A file of settings with the new year under a key, and read so."""
    text = renumbered(_text(file), key, old, year)
    node = _read(file, text)
    found = node.entries.get(key) if isinstance(node, reading.Mapping) else None
    if not isinstance(found, reading.Text) or found.value != str(year):
        message = f"{file} 里的 {key} 没能改成 {year}，什么都没有改。"
        raise Refusal("year_stays", f"{message}请单独写一行 {key}: {old}，再运行一次。")
    return text


def _read(file: Path, text: str) -> reading.Node:
    try:
        return reading.read_yaml(file, text.encode())
    except ContentError as error:
        raise Refusal("not_read", f"{error.problems[0]}什么都没有改。") from error


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise Refusal("not_read", f"{file} 读不出来：{reason(error)}。什么都没有改。") from None


def _write(content: Path, year: int, files: Mapping[str, str]) -> Path:
    """The new year's settings beside the old ones, under a name nobody reads yet."""
    staged = content / f".{year}.new"
    try:
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir()
        for name, text in files.items():
            (staged / name).write_text(TO_CHECK.format(old=year - 1) + text, "utf-8")
    except OSError as error:
        shutil.rmtree(staged, ignore_errors=True)
        found = f"不能在 {content} 里建文件：{reason(error)}。什么都没有改。"
        raise Refusal("cannot_write", found) from None
    return staged


def _switch(site: Path, old: int, year: int) -> None:
    """From now on this is the current year, for the site and the desk."""
    text = _renumbered(site, "current_year", old, year)
    beside = site.with_suffix(".new")
    beside.write_text(text, "utf-8")
    beside.replace(site)
