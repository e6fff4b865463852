"""The moment that the data stands at (数据截至): never the clock, so that two builds are the same."""

import datetime
from collections.abc import Iterator

from generator.reading.content import Content, latest

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
    """The moment the data stands at: what coverage.yaml says, or else the newest publication; no clock."""
    coverage = content.current.coverage
    if coverage is not None:
        return to_moment(coverage.holds.as_of)
    return to_moment(max(_published_moments(content), default=""))


def _published_moments(content: Content) -> Iterator[str]:
    for text in content.articles:
        yield text.front.published_on
    for year in content.years:
        for file in year.published:
            if file.gists:
                yield f"{latest(file)} 00:00"
