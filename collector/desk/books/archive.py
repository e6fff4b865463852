"""The archive of a campaign (档案, S39): everything of it in one file that is the same whenever it is made.

Ledgers, a summary whose opening counts are the totals, the trail, what the office wrote, and a list of hashes
to hold all of it against later.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator

import msgspec

from collector.desk import Desk
from collector.desk.books.ledgers import LINES, TITLES, Only, file_of_ledger
from collector.desk.books.sheets import as_csv
from collector.desk.people.access import require
from collector.desk.visiting import coverage
from collector.errors import Missing
from collector.rules.people.account import COMMAND_LINE, Account
from generator.campaign.configuration import LedgerColumn

ARCHIVERS = ("campaign_office",)
# Taking an archive is no part of what happened; with it in, no two archives would be alike.
_NOT_KEPT = "archived"
_DAY_ZERO = (2000, 1, 1, 0, 0, 0)

SUMMARY: dict[str, str] = {
    "households": "户数",
    "covered": "走到的户",
    "doorstep": "其中入户",
    "all_asked": "问全的户",
    "requests": "诉求（条）",
    "issues": "事项（件）",
    "resolved": "已解决",
    "explained": "已说明",
    "on_time": "按时办结",
    "on_time_base": "按时办结的分母",
    "satisfied": "满意",
    "rated": "作了评价",
    "closed": "已销号",
}


# What a person's or a place's name may hold and a file's may not.
_UNFIT = re.compile(r'[\\/:*?"<>|\s]')
# The roster stays: whoever opens an archive later needs no names and phones.
ARCHIVED = {kind: title for kind, title in TITLES.items() if kind != "roster"}


class Archive(msgspec.Struct, frozen=True):
    """An archive as bytes, with how many files and how much of everything is in it.

    Who took it, when and of what is in its name and in the trail beside its digest: inside, it would not be
    the same whenever it is made.
    """

    data: bytes
    files: int
    totals: dict[str, int]
    name: str = ""


def make_archive(desk: Desk, account: Account, only: Only | None = None) -> Archive:
    """Pack the archive (归档) of everything, or of one community or unit, and note that it was taken."""
    if account is not COMMAND_LINE:
        require(account, *ARCHIVERS)
    wanted = only or Only()
    _check(desk, wanted)
    made = pack(desk, wanted)
    of = wanted.community or wanted.unit or str(desk.year.campaign.year)
    digest = hashlib.sha256(made.data).hexdigest()
    desk.act(lambda: desk.note(account, _NOT_KEPT, of=of, detail=f"{digest[:16]}，{desk.store.head()}"))
    scope = desk.unit_name(wanted.community or wanted.unit) or "全部"
    name = f"档案-{desk.year.campaign.year}-{scope}-{account.name}-{desk.clock.now():%Y%m%d-%H%M}.zip"
    return msgspec.structs.replace(made, name=_UNFIT.sub("_", name))


def pack(desk: Desk, only: Only) -> Archive:
    """The archive itself; the same store gives the same bytes."""
    files = dict(sorted(_files(desk, only)))
    hashes = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    files["hashes.txt"] = hashes.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY_ZERO), data, zipfile.ZIP_DEFLATED)
    return Archive(out.getvalue(), len(files), _totals(desk, only))


def _files(desk: Desk, only: Only) -> Iterator[tuple[str, bytes]]:
    for kind, title in ARCHIVED.items():
        if only.unit and kind not in ("visits", "issues"):
            continue
        for form in ("csv", "xlsx"):
            yield f"{title}.{form}", file_of_ledger(desk, kind, form, only)
    yield "汇总.csv", _summary(desk, only)
    if not (only.community or only.unit):
        yield "留痕.csv", _trail(desk)
        folder = desk.settings.content / str(desk.year.campaign.year)
        for file in sorted(folder.rglob("*.yaml")):
            yield f"content/{file.relative_to(folder).as_posix()}", file.read_bytes()


def _summary(desk: Desk, only: Only) -> bytes:
    """Counts community by community, and the totals that must come out again (汇总)."""
    counted = {
        code: row for code, row in coverage.count(desk).communities.items() if only.community in ("", code)
    }
    columns = [LedgerColumn(key="community", title="社区")]
    columns += [LedgerColumn(key=key, title=title) for key, title in SUMMARY.items()]
    lines = [{"community": desk.unit_name(code), **_texts(row)} for code, row in counted.items()]
    total = {key: sum(row[key] for row in counted.values()) for key in SUMMARY}
    rows = {ARCHIVED[kind]: count for kind, count in _totals(desk, only).items()}
    lines.append({"community": "合计", **_texts(total)})
    lines += [{"community": f"{title}的行数", "households": str(count)} for title, count in rows.items()]
    return as_csv(columns, lines)


def _texts(row: dict[str, int]) -> dict[str, str]:
    return {key: str(row[key]) for key in SUMMARY}


def _totals(desk: Desk, only: Only) -> dict[str, int]:
    return {kind: sum(only.fits(line) for line in LINES[kind](desk)) for kind in ARCHIVED}


def _trail(desk: Desk) -> bytes:
    titles = {
        "at": "时间",
        "by": "谁",
        "what": "做了什么",
        "of": "对哪一件",
        "detail": "说明",
        "acting_for": "代谁",
    }
    columns = [LedgerColumn(key=key, title=title) for key, title in titles.items()]
    entries = (entry for entry in desk.trail if entry.what != _NOT_KEPT)
    return as_csv(columns, [{key: str(getattr(entry, key) or "") for key in titles} for entry in entries])


def _check(desk: Desk, only: Only) -> None:
    if only.community and desk.year.community(only.community) is None:
        raise Missing("no_such_place", f"没有代码为“{only.community[:40]}”的社区，请核对。")
    if only.unit and desk.year.unit(only.unit) is None:
        raise Missing("no_such_place", f"没有代码为“{only.unit[:40]}”的单位，请核对。")
