"""What stands in `content/` and nobody reads (没有读到的): most often something under a slightly wrong name.

Names only: nothing is opened. What is read, whether well or badly, is not told of here.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.campaign.problem import Level, Problem

TEXT_FOLDERS = ("policies", "notices", "stories", "pages", "guide")
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
SETTINGS = ("site.yaml", "workdays.yaml")
YEAR_SETTINGS = ("campaign.yaml", "places.yaml", "units.yaml", "form.yaml", "ledgers.yaml")
PUBLISHED, PHOTOS = "published", "photos"
# What editors, office programs and systems leave behind, and what is meant for people only.
_HIDDEN = re.compile(r"[.~].*|.*~|.*\.(?:bak|tmp|swp)|readme.*|thumbs\.db|desktop\.ini", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")


def is_year(name: str) -> bool:
    """Say whether a folder is called like a year (年份)."""
    return name.isdecimal()


def entries(folder: Path) -> list[Path]:
    """What stands in a folder, sorted, without hidden files; nothing where there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if not each.name.startswith((".", "~")))


def unread(content: Path) -> Iterator[Problem]:
    """Every entry of the folder that no part of the site is made of, and what it should be called."""
    for path in _visible(content):
        if path.name in SETTINGS:
            continue
        if path.name in TEXT_FOLDERS:
            yield from _in_texts(path)
        elif is_year(path.name) and path.is_dir():
            yield from _in_year(path)
        else:
            yield _problem(path, _meant_in_content(path))


def _in_texts(folder: Path) -> Iterator[Problem]:
    if not folder.is_dir():
        yield _problem(folder, f"这里要有一个叫“{folder.name}”的文件夹，不是文件。请改名，再建立文件夹")
    for path in _visible(folder):
        if path.suffix != ".md" and path.suffix not in PICTURES:
            yield _problem(path, _meant_in_texts(path))


def _in_year(folder: Path) -> Iterator[Problem]:
    for path in _visible(folder):
        if path.name == PUBLISHED:
            yield from _in_published(path)
        elif path.name not in YEAR_SETTINGS:
            yield _problem(path, _meant(path.name, (*YEAR_SETTINGS, PUBLISHED)))


def _in_published(folder: Path) -> Iterator[Problem]:
    """What publication did not write is no result that may be left out unsaid."""
    if not folder.is_dir():
        yield _problem(folder, "这里要有一个叫“published”的文件夹，不是文件。请改名，再建立文件夹", "error")
    for path in _visible(folder):
        if path.name == PHOTOS:
            if not path.is_dir():
                yield _problem(path, "照片要放在叫“photos”的文件夹里，这是文件。请移走", "error")
        elif path.suffix != ".yaml":
            yield _problem(path, _meant_in_published(path), "error")


def _visible(folder: Path) -> Iterable[Path]:
    return (each for each in entries(folder) if not _HIDDEN.fullmatch(each.name))


def _problem(path: Path, what_to_do: str, level: Level = "warning") -> Problem:
    message = f"没有读“{path.name}”，里面的内容不会出现在网站上。{what_to_do}。"
    return Problem(str(path), 0, "unread", message, level)


def _meant_in_content(path: Path) -> str:
    year = _YEAR.search(path.name)
    if year and path.is_dir():
        return f"年份文件夹只写数字，请改成“{int(year[0])}”；不要的请移走"
    return _meant(path.name, (*SETTINGS, *TEXT_FOLDERS))


def _meant_in_texts(path: Path) -> str:
    folder = path.parent.name
    if path.is_dir():
        return f"{folder}/ 里不能再有文件夹。请把文件直接放到 {folder}/ 里"
    if path.suffix.lower() in PICTURES:
        return f"图片的后缀要小写，请改成“{path.stem}{path.suffix.lower()}”"
    return f"文稿请改成“{_stem(path)}.md”；图片请另存为 png、jpg 或 webp；不要的请移走"


def _meant_in_published(path: Path) -> str:
    if path.is_dir():
        return "published/ 里只能有一个文件夹，叫“photos”。请改名，或移走"
    if path.suffix.lower() in PICTURES:
        return "照片请放到 published/photos/ 里"
    return f"公示文件请改成“{_stem(path)}.yaml”；不要的请移走"


def _stem(path: Path) -> str:
    """The name without any ending: b.md.txt is b."""
    return path.name.partition(".")[0]


def _meant(name: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    if close:
        return f"是不是“{close[0]}”？请改名；不要的请移走"
    return f"这里要读的有：{'、'.join(known)}。请改名，或移走"
