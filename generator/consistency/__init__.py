"""Whether the parts of `content/` fit together (一致性): what a build must not start with."""

import datetime
from collections.abc import Iterator

from generator.campaign.problem import Problem
from generator.consistency import disclosed, published, texts
from generator.consistency.feasible import impossible
from generator.consistency.noting import noted
from generator.consistency.settings import missing_identifiers
from generator.consistency.settings import problems as settings_problems
from generator.consistency.unfilled import unfilled
from generator.reading.content import Content
from generator.reading.published import latest_told

__all__ = ["dated", "impossible", "missing_identifiers", "problems", "settings_problems", "unfilled"]

# Days of a result that no campaign can tell beforehand.
_HAPPENED = ("published_on", "changed_on", "resolved_on", "closed_on")


def problems(content: Content) -> Iterator[Problem]:
    """Everything that can be seen without knowing the moment that the data stands at."""
    yield from settings_problems(content)
    yield from disclosed.problems(content)
    yield from texts.problems(content)
    yield from published.problems(content)


def dated(content: Content, moment: datetime.datetime) -> Iterator[Problem]:
    """What is published, or happened, later than the data stands at, and policies that have run out (S48)."""
    at = moment.strftime("%Y-%m-%d %H:%M")
    for text in content.articles:
        if text.front.published_on > at:
            message = f"发布时间 {text.front.published_on} 晚于数据截至 {at}。请核对，或更新数据截至时间。"
            yield noted(text, "published_later", message, "published_on")
    for policy in content.policies:
        until = policy.front.valid_until
        if until is not None and until < moment.date():
            message = f"这项政策 {until} 到期，页面上标“已过期”。请核对是否延续，或更新内容。"
            yield noted(policy, "expired", message, "valid_until", level="warning")
    for year in content.years:
        for file in (each for each in year.published if latest_told(each) > at):
            for line, result in zip(file.lines, file.gists, strict=True):
                later = [name for name in _HAPPENED if (getattr(result, name) or "") > at]
                if later:
                    said = f"“{later[0]}”（{getattr(result, later[0])}）晚于数据截至 {at}。"
                    message = f"{result.issue_no}：{said}请核对，或更新数据截至时间。"
                    yield Problem(file.file, line, "published_later", message)
