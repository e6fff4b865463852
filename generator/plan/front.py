"""The pages that show the whole (总览): home, the campaign, search, report, site map, 404."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from generator import addresses, wording
from generator.campaign.vocabulary import PUBLISHED_STATES
from generator.edition import Edition
from generator.finding import findable, search
from generator.overview import Overview
from generator.page_frame import Link
from generator.pages import (
    CampaignPage,
    Home,
    LinkGroup,
    NotFound,
    Report,
    SearchPage,
    SiteMap,
)
from generator.parts import Contact, PhaseMark, PhaseState
from generator.pictures.illustrations import html_of
from generator.plan import pictures
from generator.plan.frame import HOME, Planned, Section, head
from generator.plan.numbers import data, metrics
from generator.plan.places import city_units_help
from generator.plan.texts import entry, newest_first, papers

SHOWN = 6
SHOWN_TEXTS = 3
SHOWN_WEEKS = 8
SEARCH_EXAMPLES = ("路灯", "医保", "养老", "上学")


def sections(edition: Edition) -> Iterator[Section]:
    yield Section("front", partial(_front, edition))
    for overview in edition.years:
        yield Section(f"campaign {overview.number}", partial(_campaign, edition, overview))


def _front(edition: Edition) -> Iterator[Planned]:
    yield Planned(addresses.HOME, _home(edition))
    yield Planned(addresses.DATA, data(edition))
    yield Planned(addresses.SEARCH, _search(edition))
    yield Planned(addresses.REPORT, _report(edition))
    yield Planned(addresses.SITE_MAP, _site_map(edition))
    not_found = NotFound(
        head=head(edition, "没有这一页", "这个地址没有内容。", trail=()), heading="没有这一页"
    )
    yield Planned(addresses.NOT_FOUND, not_found)


def _home(edition: Edition) -> Home:
    overview, content = edition.current, edition.content
    rates = {each.code: each for each in metrics(overview)}
    holding = [each for each in content.policies if each.front.fields and edition.mark(each) is None]
    return Home(
        head=head(edition, edition.site.name, edition.site.description, "home", trail=()),
        heading=wording.HOME_HEADING,
        slogan=overview.campaign.slogan,
        kicker=f"{overview.number} 年{overview.campaign.title}",
        covered=rates.get("coverage"),
        answered=rates.get("response"),
        solved=rates.get("resolution"),
        phases=_phases(overview),
        fields=overview.field_standings(),
        total=len(overview.lines),
        recent=overview.rows(overview.order.by_state["resolved"][:SHOWN]),
        communities=overview.community_standings(),
        policies=tuple(map(edition.policy_entry, holding[:SHOWN_TEXTS])),
        notices=tuple(entry(each, addresses.NOTICES) for each in newest_first(content.notices)[:SHOWN_TEXTS]),
        stories=tuple(entry(each, addresses.STORIES) for each in newest_first(content.stories)[:SHOWN_TEXTS]),
        weekly=pictures.weekly(overview, SHOWN_WEEKS),
        earlier=edition.earlier,
    )


# The campaign


def _campaign(edition: Edition, overview: Overview) -> Iterator[Planned]:
    campaign = overview.campaign
    documents = [
        Link(text=each.front.title, href=f"{addresses.POLICIES}{each.slug}/")
        for each in edition.content.policies
        if each.slug == campaign.policy
    ]
    page = CampaignPage(
        head=head(
            edition,
            f"{overview.number}年大走访：分几步走，多久办结",
            f"{campaign.slogan}：走访分几步、办理有多长时限。",
            "campaign",
        ),
        heading=overview.of_year(campaign.title),
        slogan=campaign.slogan,
        document_no=campaign.document_no,
        document=next(iter(documents), None),
        goals=campaign.goals,
        phases=_phases(overview),
        limits=campaign.limits,
        fields=overview.field_standings(),
        minimum_minutes=campaign.targets.minimum_minutes,
        liaison_percent=campaign.targets.liaison_percent,
        secretary_by=campaign.targets.secretary_by.isoformat(),
        city_units_help=city_units_help(overview),
    )
    yield Planned(addresses.campaign(overview.number), page, overview.year.campaign.file)


def _phases(overview: Overview) -> tuple[PhaseMark, ...]:
    return tuple(
        PhaseMark(
            title=each.title,
            short=wording.phase_short(each.title),
            when=each.when,
            state=_phase_state(overview, each.starts_on, each.ends_on),
            summary=each.summary,
            tasks=each.tasks,
        )
        for each in overview.campaign.phases
    )


def _phase_state(overview: Overview, starts_on: date, ends_on: date) -> PhaseState:
    today = overview.today
    if today is None or today < starts_on:
        return "next"
    return "now" if today <= ends_on else "past"


# Search, report, site map


def _search(edition: Edition) -> SearchPage:
    return SearchPage(
        head=head(edition, "搜索", "查办理结果、政策和公告，输两个字就行。", "search"),
        heading="搜索",
        index=search.FOLDER,
        blocks=search.contents(findable.block_sizes(edition)),
        examples=SEARCH_EXAMPLES,
    )


def _report(edition: Edition) -> Report:
    overview = edition.current
    text = next((each for each in edition.content.pages if f"{each.slug}/" == addresses.REPORT), None)
    title = text.front.title if text else "我要反映问题"
    summary = text.front.summary if text else "有问题可以怎样反映、反映以后怎么办。"
    return Report(
        head=head(edition, title, summary, "report"),
        heading=title,
        body_html=html_of(text, addresses.REPORT, edition.content) if text else None,
        ways=edition.site.ways_to_be_heard,
        communities=tuple(
            Contact(
                name=each.name,
                href=addresses.community(overview.number, each.code),
                phone=each.phone,
                office=each.office,
            )
            for each in overview.communities
        ),
        limits=overview.campaign.limits,
    )


def _site_map(edition: Edition) -> SiteMap:
    return SiteMap(
        head=head(edition, "站点地图", "全部栏目和页面。", "about"),
        heading="站点地图",
        groups=tuple(_link_groups(edition)),
    )


def _link_groups(edition: Edition) -> Iterator[LinkGroup]:
    content = edition.content
    for overview in edition.years:
        year = overview.number
        yield LinkGroup(
            name=f"{year} 年走访",
            links=(
                Link(text="活动方案", href=addresses.campaign(year)),
                Link(text="走访安排", href=addresses.arrangements(year)),
                Link(text="全部办理结果", href=addresses.results(year)),
                *(
                    Link(text=label, href=addresses.results(year, "state", state))
                    for state, label in PUBLISHED_STATES.items()
                ),
            ),
        )
        yield LinkGroup(
            name=f"{year} 年各社区",
            links=(
                Link(text="全部社区", href=addresses.communities(year)),
                *(Link(text=each.name, href=each.href) for each in overview.community_standings()),
            ),
        )
        yield LinkGroup(
            name=f"{year} 年便民服务卡",
            links=tuple(
                Link(text=f"{each.name}便民服务卡", href=addresses.cards(year, each.code))
                for each in overview.communities
            ),
        )
        yield LinkGroup(
            name=f"{year} 年九类民生",
            links=tuple(Link(text=each.name, href=each.href) for each in overview.field_standings()),
        )
    for name, folder, texts in (
        ("惠民政策", addresses.POLICIES, content.policies),
        ("公告", addresses.NOTICES, content.notices),
        ("典型做法", addresses.STORIES, content.stories),
        ("使用说明", addresses.GUIDE, content.guides),
    ):
        links = tuple(Link(text=each.front.title, href=f"{folder}{each.slug}/") for each in texts)
        if links or folder in (addresses.POLICIES, addresses.GUIDE):
            printed = papers(edition) if folder == addresses.POLICIES else ()
            yield LinkGroup(name=name, links=(Link(text=f"全部{name}", href=folder), *printed, *links))
    yield LinkGroup(
        name="关于本站",
        links=(
            HOME,
            Link(text="数字怎么算的", href=addresses.DATA),
            Link(text="搜索", href=addresses.SEARCH),
            Link(text="我要反映", href=addresses.REPORT),
            *(
                Link(text=each.front.title, href=f"{each.slug}/")
                for each in content.pages
                if f"{each.slug}/" != addresses.REPORT
            ),
        ),
    )
