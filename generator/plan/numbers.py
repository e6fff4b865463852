"""The page of the numbers (数字): what each rate is of what, over which time, and what can be downloaded."""

import datetime
from collections.abc import Iterator

from generator import addresses, wording
from generator.campaign import progress
from generator.campaign.progress import Rate
from generator.data import definitions
from generator.edition import Edition
from generator.figures import CommunityCounts, Download, Metric
from generator.overview import Overview
from generator.pages import DataPage
from generator.plan import pictures
from generator.plan.frame import head
from generator.plan.places import covering


def metrics(overview: Overview) -> Iterator[Metric]:
    """Rates over the whole campaign, or over what is published where nothing else is known."""
    if not overview.has_coverage and not overview.lines:
        return
    row = overview.street
    rates = [*(progress.visiting_rates(row) if overview.has_coverage else ()), *progress.handling_rates(row)]
    for rate in rates:
        yield _metric(overview, rate)


def _metric(overview: Overview, rate: Rate) -> Metric:
    notes = [rate.note] if rate.note else []
    if not overview.has_coverage:
        notes.append(f"只算已公布的 {len(overview.lines):,} 件。")
    return Metric(
        code=rate.code,
        name=rate.name,
        said=rate.said,
        unit=rate.unit,
        definition=rate.definition,
        count=rate.count,
        total=rate.total,
        percent=rate.percent,
        period=_period(overview),
        href=_list_behind(overview, rate.code),
        note="".join(notes) or None,
    )


def _list_behind(overview: Overview, code: str) -> str:
    """The list behind a number."""
    if code in ("coverage", "all_asked"):
        return addresses.communities(overview.number)
    if code == "resolution":
        return addresses.results(overview.number, "state", "resolved")
    return addresses.results(overview.number)


def _period(overview: Overview) -> str:
    """From the first day that counts to the day of the data (统计时段)."""
    ends_on = overview.counted_at.date() if overview.counted_at else overview.today
    starts_on = overview.campaign.counted_since(ends_on or datetime.date.max).isoformat()
    return f"{wording.day(starts_on)}至" + (wording.day(ends_on.isoformat()) if ends_on else "今")


def data(edition: Edition) -> DataPage:
    overview = edition.current
    return DataPage(
        head=head(edition, "数字怎么算的", "每个数字的算法、分子分母、统计时段和数据截至时间。", "data"),
        heading="数字怎么算的",
        earlier=edition.earlier,
        metrics=tuple(metrics(overview)),
        covering=covering(overview.street) if overview.has_coverage else None,
        communities=_community_counts(overview) if overview.has_coverage else (),
        fields=overview.field_standings(),
        weekly=pictures.weekly(overview),
        by_month=pictures.told_by_month(overview),
        days_used=pictures.days_used(overview.counts),
        visited=pictures.coverage_bars(overview),
        crossing=pictures.crossing(overview),
        downloads=(
            Download(text="results.json", href="data/results.json", about="全部已公布的结果，供程序读取。"),
            Download(
                text="results.csv", href="data/results.csv", about="同样的内容，一行一件，可用表格打开。"
            ),
            Download(text="datapackage.json", href="data/datapackage.json", about="下面这张表，供程序读取。"),
        ),
        data_fields=tuple(definitions.for_people(edition)),
    )


def _community_counts(overview: Overview) -> tuple[CommunityCounts, ...]:
    return tuple(
        CommunityCounts(
            name=each.name,
            href=addresses.community(overview.number, each.code),
            households=overview.coverage_rows[each.code].households,
            covered=overview.coverage_rows[each.code].covered,
            tally=overview.community_tally(each.code),
        )
        for each in overview.communities
    )
