"""What numbers are told in (数字部件): rates, tables, pictures, and the data to download.

As in `pages`, every `href` is an address below the site's root without a leading slash, dates are YYYY-MM-DD
or YYYY-MM, and a count is an int, or None where it may not be told: 少于5或不单列 (R5.3).
"""

from generator.campaign.plot import Columns
from generator.campaign.progress import SMALLEST_BASE
from generator.page_frame import Link, Part
from generator.parts import Count, Tally


class Metric(Part, frozen=True, kw_only=True):
    """A figure with what makes it honest (指标, R6.1).

    `said` completes the count in a sentence ("户已走访"), `unit` counts the total ("户"). `percent` is
    None where N is under `smallest_base` or may not be told. `href` leads to the list behind the number.
    """

    code: str
    name: str
    said: str
    unit: str
    definition: str
    count: Count
    total: Count
    percent: int | None
    period: str
    smallest_base: int = SMALLEST_BASE
    href: str | None = None
    note: str | None = None


class Covering(Part, frozen=True, kw_only=True):
    """How many households of a place were visited, and by which way (走访覆盖, S09).

    `by_channel` are names with their counts; ways that may not be told apart stand in one name.
    """

    households: Count
    covered: Count
    percent: int | None
    by_channel: tuple[tuple[str, Count], ...]


class CommunityCounts(Part, frozen=True, kw_only=True):
    """One community's line in the table of the data page."""

    name: str
    href: str
    households: Count
    covered: Count
    tally: Tally


class DaysUsed(Part, frozen=True, kw_only=True):
    """How much of the limit was used (用时与时限); `untold` are in no class: their days are not told."""

    columns: Columns
    untold: int = 0


class Cell(Part, frozen=True, kw_only=True):
    """A number of a table and the width of its bar in percent."""

    count: int
    width: int


class CrossRow(Part, frozen=True, kw_only=True):
    """One field in the table of fields and communities."""

    field: Link
    cells: tuple[Cell, ...]
    total: int


class CrossTable(Part, frozen=True, kw_only=True):
    """Published results by field and community (领域与社区); `names` are those of the communities."""

    names: tuple[str, ...]
    rows: tuple[CrossRow, ...]


class Download(Part, frozen=True, kw_only=True):
    """A machine-readable form of what is published (开放数据)."""

    text: str
    href: str
    about: str


class DataField(Part, frozen=True, kw_only=True):
    """A field of the open data (字段): `values` are its codes, each with its word, where it has codes."""

    name: str
    meaning: str
    kind: str
    values: tuple[str, ...] = ()
