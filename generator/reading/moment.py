"""The moment that the data stands at (数据截至): never the clock, so that two builds are the same."""

import datetime

from generator.reading.content import Content
from generator.reading.published import latest

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))


def to_moment(text: str) -> datetime.datetime | None:
    """A moment written in RFC 3339, or as a day with or without a time; without an offset it is +08:00.

    None is also what lies in another century, which is a slip of the pen.
    """
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    if not 2000 <= moment.year < 3000:
        return None
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)


def as_of(content: Content) -> datetime.datetime | None:
    """The moment the data stands at: what coverage.yaml says, or else the newest publication; no clock.

    Articles alone, shipped ones of a later month among them, do not say how far a campaign has come: without
    a result there is no data yet. With results, none of them is later than the data (R1.2).
    """
    coverage = content.current.coverage
    if coverage is not None:
        return to_moment(coverage.holds.as_of)
    results = [f"{latest(file)} 00:00" for year in content.years for file in year.published if file.gists]
    articles = [text.front.published_on for text in content.articles]
    return to_moment(max([*results, *articles])) if results else None
