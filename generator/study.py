"""What takes long to find out about what is published (研读), found out by several processes at once.

Nothing is found out twice: what the last build learnt of a file, or of the results of a field, is known.
"""

from collections.abc import Callable
from functools import partial

import msgspec

from generator import crew, similar
from generator.campaign.problem import Problem
from generator.campaign.records import PublishedResult
from generator.checked import Checked
from generator.consistency import published
from generator.content import Content, PublishedFile, Year
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
    fields = [(year.year, similar.fields(year.results)) for year in content.years]
    questions: list[Question] = [partial(_look, key, *each) for key, each in files.items()]
    for _, inside in fields:
        checked.now |= {key: checked.alike[key] for key in inside.keys() & checked.alike.keys()}
        questions += [partial(_compare, key, inside[key]) for key in inside.keys() - checked.alike.keys()]
    new = sum(len(file.results) for file, _ in files.values())
    for key, found in crew.share_out(questions, processes or crew.usual_number(new)):
        if isinstance(found, Looked):
            file, _ = files[key]
            file.found.problems, file.found.marks = {key: found.problems}, found.marks
        else:
            checked.now[key] = found
    for number, inside in fields:
        checked.alike_in[number] = {no: others for key in inside for no, others in checked.now[key].items()}


def _look(key: bytes, file: PublishedFile, year: Year) -> tuple[bytes, Looked]:
    return key, Looked(tuple(published.of_file(file, year)), tuple(file.marks.values()))


def _compare(key: bytes, results: list[PublishedResult]) -> tuple[bytes, Numbers]:
    return key, similar.in_field(results)
