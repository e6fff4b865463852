"""Opening the next year (开新一年, S73): settings copied and moved on, open issues and plans carried.

Last year's pages keep their addresses: its published files stay where they are, and an issue that is carried
is published under its old number in its old year, whenever it is solved.
"""

import re
import shutil
from pathlib import Path

import msgspec

from collector.desk import Desk
from collector.desk.publishing.publication import tell
from collector.errors import Conflict, Refusal
from collector.rules.keeping.new_year import YearOpened, moved, to_carry, unreached_running
from collector.rules.people.account import Account
from collector.store.registers import ANY
from generator.errors import reason

FILES = ("campaign.yaml", "places.yaml", "units.yaml", "form.yaml", "ledgers.yaml")
TO_CHECK = "# 从 {old} 年结转而来，日期顺延了一年。请核对：文号、阶段和日期、需走访户数、走访安排。\n\n"


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What opening a year did (结转结果); `missed` is how many households were not met in the old one.

    `unreached` were not met in the year before that either.
    """

    year: int
    carried: int
    closed: int
    plans: int
    missed: int
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
    # From then on what is told of the old year stays as it was last told.
    tell(desk)
    staged = _write(desk.settings.content, old, year)

    def work() -> None:
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

    try:
        desk.act(work)
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


def _write(content: Path, old: int, year: int) -> Path:
    """The new year's settings beside the old ones, under a name nobody reads yet."""
    staged = content / f".{year}.new"
    try:
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir()
        for name in FILES:
            text = (content / str(old) / name).read_text("utf-8")
            if name == "campaign.yaml":
                text = re.sub(rf"(?m)^year: {old}$", f"year: {year}", text)
            (staged / name).write_text(TO_CHECK.format(old=old) + moved(text, year - old), "utf-8")
    except OSError as error:
        shutil.rmtree(staged, ignore_errors=True)
        found = f"不能在 {content} 里建文件：{reason(error)}。什么都没有改。"
        raise Refusal("cannot_write", found) from None
    return staged


def _switch(site: Path, old: int, year: int) -> None:
    """From now on this is the current year, for the site and the desk."""
    text = re.sub(rf"(?m)^current_year: {old}\b", f"current_year: {year}", site.read_text("utf-8"))
    beside = site.with_suffix(".new")
    beside.write_text(text, "utf-8")
    beside.replace(site)
