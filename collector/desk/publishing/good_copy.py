"""What the site was made of last (底稿): the office's own files as they were when all of them built.

A copy beside the site, safe to delete; the next build makes it again. It is there so that taking something
down need not wait until a half-written notice is finished.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PUBLISHED = "published"


# Files by their names below a folder, each with its size and when it changed.
Looks = dict[str, tuple[int, int]]


def looks(folder: Path) -> Looks:
    """What people wrote below a folder (外观); what is published is none of it."""
    return dict(_files(folder))


def keep(content: Path, copy: Path, wanted: Looks) -> None:
    """Make `copy` like the content, which is still as it looked when it was built from."""
    standing = looks(copy)
    for name, each in wanted.items():
        if standing.get(name) != each:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(content / name, copy / name)
    for name in standing.keys() - wanted.keys():
        (copy / name).unlink()


@contextmanager
def with_published(copy: Path, content: Path) -> Iterator[Path]:
    """A folder with the copy, and with what is published now."""
    with tempfile.TemporaryDirectory(dir=copy.parent) as folder:
        whole = Path(folder) / "content"
        if copy.is_dir():
            shutil.copytree(copy, whole)
        for published in content.glob(f"*/{PUBLISHED}"):
            shutil.copytree(published, whole / published.relative_to(content), dirs_exist_ok=True)
        yield whole


def _files(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    for here, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [each for each in folders if each != PUBLISHED and not each.startswith(".")]
        folders[:] = [each for each in folders if not _leads_back(Path(here, each), folder)]
        for name in names:
            path = Path(here, name)
            # What an editor keeps beside an open file may lead nowhere.
            if not name.startswith("."):
                found = path.stat()
                yield path.relative_to(folder).as_posix(), (found.st_size, found.st_mtime_ns)


def _leads_back(path: Path, folder: Path) -> bool:
    """Say whether a folder is a link to where it stands itself, which would be followed without an end."""
    return path.is_symlink() and path.resolve() in (folder.resolve(), *folder.resolve().parents)
