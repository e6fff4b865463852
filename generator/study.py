"""What is alike in each field (研读), found out by several processes; what the last build found is known."""

from collections import defaultdict
from functools import partial

from generator import crew, similar
from generator.campaign.once import read_once
from generator.campaign.records import Gist
from generator.checked import Checked
from generator.content import Content, PublishedFile, Year
from generator.digests import digest
from generator.similar import Numbers


def study(content: Content, checked: Checked, processes: int | None) -> None:
    """Find what is alike in the results of each field; `checked` learns it."""
    fields = {key: (code, year) for year in content.years for code, key in _fields(year).items()}
    known = {key: checked.alike(key) for key in fields}
    unknown = [partial(_compare, key, *fields[key]) for key, numbers in known.items() if numbers is None]
    count = sum(len(file.gists) for year in content.years for file in year.published) if unknown else 0
    known |= crew.share_out(unknown, processes or crew.usual_number(count))
    checked.alike_in = {year.year: {} for year in content.years}
    for key, (_, year) in fields.items():
        numbers = known[key] or {}
        checked.learn_alike(key, numbers)
        checked.alike_in[year.year] |= numbers


def _compare(key: bytes, code: str, year: Year) -> tuple[bytes, Numbers]:
    return key, similar.alike(each for each in year.gists if each.field == code)


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
    found: dict[str, list[Gist]] = defaultdict(list)
    for result in file.gists:
        found[result.field].append(result)
    return {code: digest([*map(similar.COMPARED, inside)]) for code, inside in found.items()}
