"""One edition of the site (一期): the content at one moment, sorted and counted for its pages."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urlsplit

from generator import addresses, wording
from generator.campaign.front_matter import PolicyCard
from generator.campaign.workdays import Calendar
from generator.overview import Overview
from generator.page_frame import Link
from generator.parts import Entry
from generator.pictures.share_card import Card
from generator.reading.content import Content, Written
from generator.remembering.digests import digest

# With a result stand so many policies of its field.
POLICIES_SHOWN = 3


class Edition:
    """The whole content at `moment`, with the address it will be published at, if it is known."""

    def __init__(self, content: Content, moment: datetime.datetime | None, base_url: str | None) -> None:
        self.content = content
        self.site = content.site.holds
        self.moment = moment
        self.base_url = f"{base_url.rstrip('/')}/" if base_url else None
        self.calendar = Calendar(content.workdays.holds)
        self.years = tuple(Overview(year, self.site, self.today, self.calendar) for year in content.years)

    @property
    def today(self) -> datetime.date | None:
        return self.moment.date() if self.moment else None

    @property
    def as_of(self) -> str | None:
        """数据截至, as it stands in the footer."""
        return wording.moment(self.moment) if self.moment else None

    @property
    def current(self) -> Overview:
        return next(each for each in self.years if each.number == self.site.current_year)

    @property
    def earlier(self) -> tuple[Link, ...]:
        """To the results of other years than the current one (往年), the latest first."""
        return tuple(
            Link(text=f"{each.number} 年", href=addresses.results(each.number))
            for each in sorted(self.years, key=lambda each: -each.number)
            if not each.is_current
        )

    @property
    def result_count(self) -> int:
        return sum(len(each.lines) for each in self.years)

    @property
    def domain(self) -> str | None:
        return urlsplit(self.base_url).hostname if self.base_url else None

    def canonical(self, address: str) -> str | None:
        return self.base_url + address if self.base_url is not None else None

    @cached_property
    def card(self) -> Card:
        """The share picture of the whole site, for every page that has none of its own (R3.1)."""
        return Card(addresses.HOME, self.site.short_name, wording.HOME_HEADING, wording.ON_HOME_CARD)

    @property
    def cards(self) -> Iterator[Card]:
        """All share pictures."""
        yield self.card
        for overview in self.years:
            yield from overview.community_cards.values()
            yield from overview.field_cards.values()

    @cached_property
    def surroundings(self) -> bytes:
        """A digest of all that pages of results show beside the results: settings, calendar, policies."""
        content = self.content
        return digest(
            (
                (content.site.holds, content.workdays.holds, self.base_url),
                [(each.campaign.holds, each.places.holds) for each in content.years],
                [(each.slug, each.front, self.mark(each)) for each in content.policies],
            )
        )

    def overview_of(self, issue_no: str) -> Overview:
        """The campaign whose pages a published number stands among."""
        for overview in self.years:
            if issue_no in overview.order.by_number:
                return overview
        return self.current

    def title_of(self, issue_no: str) -> str:
        """The title of a published result."""
        return self.overview_of(issue_no).order.by_number[issue_no].gist.title

    def is_expired(self, policy: Written[PolicyCard]) -> bool:
        until = policy.front.valid_until
        return until is not None and self.today is not None and until < self.today

    def mark(self, policy: Written[PolicyCard]) -> str | None:
        """The word that a policy that no longer holds carries in titles and lists (R1.6)."""
        official = policy.front.official
        validity = official.validity if official else None
        if validity in ("失效", "废止"):
            return f"已{validity}"
        return "已过期" if self.is_expired(policy) else None

    def policy_entry(self, policy: Written[PolicyCard]) -> Entry:
        return Entry(
            title=policy.front.title,
            href=f"{addresses.POLICIES}{policy.slug}/",
            summary=policy.front.summary,
            dated_on=policy.front.source_date.isoformat(),
            source=policy.front.source,
            mark=self.mark(policy),
        )

    @cached_property
    def policy_links(self) -> dict[str, tuple[Link, ...]]:
        """The first policies of each field, for whoever reads a result."""
        return {
            field: tuple(
                Link(text=each.front.title, href=f"{addresses.POLICIES}{each.slug}/")
                for each in policies[:POLICIES_SHOWN]
            )
            for field, policies in self.policies_by_field.items()
        }

    @cached_property
    def policies_by_field(self) -> dict[str, list[Written[PolicyCard]]]:
        """The policies of each field; those that no longer hold come last."""
        found: dict[str, list[Written[PolicyCard]]] = defaultdict(list)
        for policy in sorted(self.content.policies, key=lambda each: self.mark(each) is not None):
            for field in policy.front.fields:
                found[field].append(policy)
        return found
