"""What stops a build (生成中止): an exception that carries its problems."""

import errno
from collections.abc import Iterable, Sequence

from generator.campaign.problem import Problem

SHOWN = 20
# What the system answers in English.
_REASONS = {
    errno.EPERM: "系统不允许",
    errno.EACCES: "没有权限",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.EEXIST: "已经有同名的文件",
    errno.ENOTEMPTY: "文件夹里还有东西",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "链接绕成了圈",
    errno.ENOSPC: "磁盘满了",
    errno.EFBIG: "文件太大",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.EBUSY: "正被系统占用",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.ENOMEM: "内存不够",
    errno.EADDRINUSE: "已经有别的程序在用",
    errno.EADDRNOTAVAIL: "这台机器没有这个地址",
    errno.EAFNOSUPPORT: "这台机器不支持这种地址",
}


def short_list(problems: Sequence[Problem]) -> list[str]:
    """Problems line by line, the first of them where they are many."""
    lines = [str(each) for each in problems[:SHOWN]]
    return [*lines, f"还有 {len(problems) - SHOWN} 处。"] if len(problems) > SHOWN else lines


def reason(error: Exception) -> str:
    """What stands in the way (系统说的原因), in Chinese where it is one of the usual answers."""
    number = getattr(error, "errno", None)
    return _REASONS.get(number or 0) or getattr(error, "strerror", None) or str(error)


class GeneratorError(Exception):
    """A build or a reading that did not come about; `problems` say why, in Chinese."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class ContentError(GeneratorError):
    """Something in `content/` or `templates/` has to be mended first (内容有误)."""


class OutputError(GeneratorError):
    """The output folder cannot take the site now (无法写入); what stood there still stands."""
