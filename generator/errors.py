"""What stops a build (生成中止): an exception that carries its problems."""

from collections.abc import Iterable, Sequence

from generator.campaign.problem import Problem

SHOWN = 20


def short_list(problems: Sequence[Problem]) -> list[str]:
    """Problems line by line, the first of them where they are many."""
    lines = [str(each) for each in problems[:SHOWN]]
    return [*lines, f"还有 {len(problems) - SHOWN} 处。"] if len(problems) > SHOWN else lines


class GeneratorError(Exception):
    """A build or a reading that did not come about; `problems` say why, in Chinese."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class ContentError(GeneratorError):
    """Something in `content/` or `templates/` has to be mended first (内容有误)."""


class OutputError(GeneratorError):
    """The output folder cannot take the site now (无法写入); what stood there still stands."""
