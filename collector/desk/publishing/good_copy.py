"""What the site was made of last (底稿): the content as it was when all of it built and passed the gate.

A copy beside the site, safe to delete; the next build makes it again. It is there so that taking something
down need not wait until a half-written notice is finished.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

PUBLISHED = "published"


# Files by their names below a folder, each with its size and when it changed.
Looks = dict[str, tuple[int, int]]


def looks(folder: Path) -> Looks:
    """What people wrote below a folder (外观); what is published is none of it."""
    return dict(_files(folder))


def keep(content: Path, copy: Path, wanted: Looks) -> None:
    """Make `copy` like what people wrote, which is still as it looked when it was built from."""
    _mirror(content, copy, wanted, looks(copy))


def keep_published(content: Path, copy: Path) -> None:
    """Make `copy` like what is published, which nobody writes at meanwhile."""
    _mirror(content, copy, _published(content), _published(copy))


def _mirror(content: Path, copy: Path, wanted: Looks, standing: Looks) -> None:
    for name, each in wanted.items():
        if standing.get(name) != each:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(content / name, copy / name)
    for name in standing.keys() - wanted.keys():
        (copy / name).unlink()


def _published(folder: Path) -> Looks:
    files = (path for path in folder.glob(f"*/{PUBLISHED}/**/*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _look(path) for path in files}


def _files(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    for here, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [each for each in folders if each != PUBLISHED and not each.startswith(".")]
        folders[:] = [each for each in folders if not _leads_back(Path(here, each), folder)]
        for name in names:
            path = Path(here, name)
            # What an editor keeps beside an open file is no content; a link may lead nowhere.
            if not name.startswith(".") and path.exists():
                yield path.relative_to(folder).as_posix(), _look(path)


def _look(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _leads_back(path: Path, folder: Path) -> bool:
    """Say whether a folder is a link to where it stands itself, which would be followed without an end."""
    return path.is_symlink() and path.resolve() in (folder.resolve(), *folder.resolve().parents)
