"""What takes long to find out about what is published (研读), found out by several processes at once.

Nothing is found out twice: what the last build learnt of a file, or of the results of a field, is known.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import partial

import msgspec

from generator import crew, similar
from generator.campaign.once import read_once
from generator.campaign.problem import Problem
from generator.campaign.records import PublishedResult
from generator.checked import Checked
from generator.consistency import published
from generator.content import Content, PublishedFile, Year
from generator.digests import digest
from generator.similar import Numbers


class Looked(msgspec.Struct, frozen=True):
    """What was found in one file (文件所见): problems, and what stands for each result."""

    problems: tuple[Problem, ...]
    marks: tuple[bytes, ...]


# Gives what it is about, and what was found.
Question = Callable[[], tuple[bytes, Looked | Numbers]]


def study(content: Content, checked: Checked, processes: int | None) -> None:
    """Look at every file that is not known yet, and find what is alike in each field; `checked` learns it."""
    files = {
        key: (file, year)
        for year in content.years
        for file, key in published.keys(year)
        if key not in file.found.problems
    }
    fields = {key: (code, year) for year in content.years for code, key in _fields(year).items()}
    known = {key: checked.alike(key) for key in fields}
    questions: list[Question] = [partial(_look, key, *each) for key, each in files.items()]
    questions += [partial(_compare, key, *fields[key]) for key, numbers in known.items() if numbers is None]
    new = sum(len(file.results) for file, _ in files.values())
    for key, found in crew.share_out(questions, processes or crew.usual_number(new)):
        if isinstance(found, Looked):
            checked.learn(files[key][0], key, found.problems, found.marks)
        else:
            known[key] = found
    checked.alike_in = {year.year: {} for year in content.years}
    for key, (_, year) in fields.items():
        numbers = known[key] or {}
        checked.learn_alike(key, numbers)
        checked.alike_in[year.year] |= numbers


def _look(key: bytes, file: PublishedFile, year: Year) -> tuple[bytes, Looked]:
    return key, Looked(tuple(published.of_file(file, year)), tuple(file.marks.values()))


def _compare(key: bytes, code: str, year: Year) -> tuple[bytes, Numbers]:
    return key, similar.alike(each for each in year.results if each.field == code)


def _fields(year: Year) -> dict[str, bytes]:
    """The fields of which something is published, each with what stands for all that is compared in it."""
    found: dict[str, list[bytes]] = defaultdict(list)
    for file in year.published:
        for code, mark in _compared(file).items():
            found[code].append(mark)
    return {code: digest((year.year, code, marks)) for code, marks in found.items()}


@read_once
def _compared(file: PublishedFile) -> dict[str, bytes]:
    """What stands for all that is compared of the results of a file, by field."""
    found: dict[str, list[PublishedResult]] = defaultdict(list)
    for result in file.results:
        found[result.field].append(result)
    return {code: digest([*map(similar.COMPARED, inside)]) for code, inside in found.items()}
