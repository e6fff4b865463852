"""What stops a build, in words (生成中止)."""

import errno
import os

import pytest

from generator.errors import reason
from tests.makers import PROJECT


@pytest.mark.parametrize(
    "number", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EROFS, errno.EADDRNOTAVAIL]
)
def test_what_the_system_says_is_said_in_chinese(number: int) -> None:
    """The usual answers have words of their own; another is passed on rather than lost."""
    assert reason(OSError(number, os.strerror(number))).isprintable()
    assert not reason(OSError(number, os.strerror(number))).isascii()
    assert reason(OSError(errno.EPROTO, "Protocol error")) == "Protocol error"
    assert reason(ValueError("something else")) == "something else"


def test_nobody_prints_what_the_system_says_as_it_comes() -> None:
    """There is one place that knows the words."""
    files = [*(PROJECT / "generator").rglob("*.py"), *(PROJECT / "collector").rglob("*.py")]
    found = [file.name for file in files if ".strerror}" in file.read_text(encoding="utf-8")]
    assert found == []
