"""After a backup was restored (恢复备份之后): numbers nobody gets, and what the site knew better.

A backup is older than what happened since. Of that, the public site still tells a part: what stands there
was approved or withdrawn by people, so it is not undone because the store forgot it.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

import msgspec

from collector.rules.publishing.draft import Shown
from generator.campaign.records import Merged, PublishedResult, Withdrawn

# More than a street gives out of any kind of number in an hour, and in a day.
NUMBERS_AN_HOUR, NUMBERS_A_DAY = 200, 1000
# A number has six digits; nobody works on from a backup that is older.
MOST_DAYS = 100


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """A restoring (恢复): `until` when the backup's last record was made, `at` when it was restored.

    `skipped` has for each prefix the last number of the backup and the last one that nobody gets (跳号).
    """

    code: str
    until: str
    at: str
    skipped: Mapping[str, tuple[int, int]]
    is_taken_in: bool = False


class OnSite(msgspec.Struct, frozen=True):
    """What stands in `published/` (网页上的): results by number, and the day each other was withdrawn."""

    shown: Mapping[str, Shown] = MappingProxyType({})
    withdrawn: Mapping[str, str] = MappingProxyType({})

    @property
    def numbers(self) -> list[str]:
        members = [member for each in self.shown.values() for member in each.merged]
        return [*self.shown, *self.withdrawn, *members]


def on_site(
    results: Iterable[PublishedResult], merged: Iterable[Merged], withdrawn: Iterable[Withdrawn]
) -> OnSite:
    """The records as they were found, each result with what was merged into it."""
    members: dict[str, list[str]] = {}
    for each in merged:
        members.setdefault(each.into, []).append(each.issue_no)
    shown = {each.issue_no: Shown(each, tuple(sorted(members.get(each.issue_no, ())))) for each in results}
    return OnSite(shown, {each.issue_no: each.withdrawn_on for each in withdrawn})


def numbers_to_skip(until: str, at: str) -> int:
    """How many numbers of each kind may have been given out between a backup and now, at the most."""
    gone = datetime.datetime.fromisoformat(at) - datetime.datetime.fromisoformat(until)
    days, hours = max(gone.days, 0), max(gone // datetime.timedelta(hours=1), 0)
    return min(NUMBERS_AN_HOUR * (hours + 1), NUMBERS_A_DAY * min(days + 1, MOST_DAYS))


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a restored store learned (恢复后核对): numbers and household codes, in words for the office.

    `withdrawn` only the site knew to be withdrawn, `forgotten` only the store; `kept` stay as the site shows
    them, `unknown` of these are no cases of this store. `erased` were erased once more.
    """

    until: str
    withdrawn: Collection[str] = ()
    forgotten: Collection[str] = ()
    kept: Collection[str] = ()
    unknown: Collection[str] = ()
    erased: Collection[str] = ()
    has_list: bool = True
    is_bare: bool = False

    def lines(self) -> list[str]:
        """One sentence for each thing that people have to know or do."""
        until = self.until[:16].replace("T", " ")
        said = [f"库是恢复的，只到 {until} 为止。编号往后跳了一段，这以后发出过的编号不会再给别人。"]
        if self.withdrawn:
            said.append(
                f"网页上已经撤下、备份里没有撤下的 {_told(self.withdrawn)}。"
                "已登记为撤下，网页上仍是撤下说明。要再公示，请重新写稿、报审、批准。"
            )
        if self.forgotten:
            said.append(
                f"备份里已经撤下、网页上又有的 {_told(self.forgotten)}。"
                "按撤下处理。要公示，请重新写稿、报审、批准。"
            )
        if self.kept:
            said.append(
                f"网页比备份新的 {_told(self.kept)}。网页上照原样留着。"
                "请把备份以后的办理补登记，再重新写稿、报审、批准，网页才跟着办理走。"
            )
        if self.unknown:
            said.append(
                f"其中库里没有登记的 {_told(self.unknown)}。"
                "请照网页和纸质材料用表格导入，写上原来的编号；不该留着的，在“公示”里撤下。"
            )
        if self.is_bare:
            said.append(
                "内容文件夹的 published 里什么都没有，备份以后公示、撤下过什么，没法核对。"
                "请先把原来的 content 放回来，再公示。"
            )
        if self.erased:
            said.append(f"备份以后按居民要求删除过的 {_told(self.erased, '户')}。已经再删一遍。")
        if not self.has_list:
            said.append(
                "库旁边没有删除记录 erasures.txt。备份以后按居民要求删除过谁家，"
                "请照留存的单子再运行 wanhu erase household 户编号 --apply。"
            )
        said.append("请再运行 wanhu purge，看有没有到期要删的；再看一遍账号，备份以后停用过的重新停用。")
        return said


def _told(codes: Collection[str], measure: str = "件") -> str:
    return f"{len(codes)} {measure}：{'、'.join(sorted(codes))}"
