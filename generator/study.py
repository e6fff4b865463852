"""What is alike in each field (研读), found out by several processes; what the last build found is known."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from generator import similar
from generator.campaign.once import read_once
from generator.campaign.records import Gist
from generator.making import crew
from generator.reading.content import Content, Year
from generator.reading.published import PublishedFile
from generator.remembering.checked import Checked
from generator.remembering.digests import digest
from generator.remembering.kept import kept
from generator.similar import Numbers

# What this process found last in a field of a campaign, and in what: a server builds often, little changes.
_LAST: dict[tuple[str, str], tuple[Sequence[PublishedFile], Numbers]] = kept()


def study(content: Content, checked: Checked, processes: int | None) -> None:
    """Find what is alike in the results of each field; `checked` learns it."""
    fields = {key: (code, year) for year in content.years for code, key in _fields(year).items()}
    known = {key: checked.alike(key) for key in fields}
    for key in [key for key, numbers in known.items() if numbers is None]:
        known[key] = _corrected(*fields[key])
    unknown = [partial(_compare, key, *fields[key]) for key, numbers in known.items() if numbers is None]
    count = sum(len(file.gists) for year in content.years for file in year.published) if unknown else 0
    known |= crew.share_out(unknown, processes or crew.usual_number(count))
    checked.alike_in = {year.year: {} for year in content.years}
    _LAST.clear()
    for key, (code, year) in fields.items():
        numbers = known[key] or {}
        checked.learn_alike(key, numbers)
        checked.alike_in[year.year][code] = numbers
        _LAST[year.campaign.file, code] = (year.published, numbers)


def _compare(key: bytes, code: str, year: Year) -> tuple[bytes, Numbers]:
    return key, similar.alike_in_field(_inside(code, year.published).values())


def _corrected(code: str, year: Year) -> Numbers | None:
    """What is alike, from what was found last; None where nothing was."""
    last = _LAST.get((year.campaign.file, code))
    now = _inside(code, year.published)
    return similar.corrected(last[1], _inside(code, last[0]), now) if last else None


def _inside(code: str, files: Sequence[PublishedFile]) -> dict[str, Gist]:
    """The results of a field by number."""
    found: dict[str, Gist] = {}
    for file in files:
        found |= _by_field(file).get(code, {})
    return found


def _fields(year: Year) -> dict[str, bytes]:
    """The fields of which something is published, each with what stands for all that is compared in it."""
    found: dict[str, list[bytes]] = defaultdict(list)
    for file in year.published:
        for code, mark in _compared(file).items():
            found[code].append(mark)
    return {code: digest((year.year, code, marks)) for code, marks in found.items()}


@read_once
def _by_field(file: PublishedFile) -> dict[str, dict[str, Gist]]:
    found: dict[str, dict[str, Gist]] = defaultdict(dict)
    for result in file.gists:
        found[result.field][result.issue_no] = result
    return found


@read_once
def _compared(file: PublishedFile) -> dict[str, bytes]:
    """What stands for all that is compared of the results of a file, by field."""
    return {code: digest([*map(similar.COMPARED, each.values())]) for code, each in _by_field(file).items()}
