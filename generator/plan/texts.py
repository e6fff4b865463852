"""The pages that the office writes (稿件): policies, notices, stories, statements, the guide."""

from collections.abc import Iterator
from functools import partial

from generator import addresses
from generator.campaign.front_matter import Article, Explanation, OfficialBlock, PolicyCard
from generator.edition import Edition
from generator.page_frame import ArticleMeta, Head, Link
from generator.pages import EntryList, Notice, PaperGroup, Policy, PolicyList, PolicyPaper, Story, TextPage
from generator.parts import Entry, Official, PolicyGroup
from generator.pictures.illustrations import html_of
from generator.plan.frame import HOME, Planned, Section, head
from generator.reading.content import Written

NO_LONGER = ("已失效", "已废止")
POLICIES = Link(text="惠民政策", href=addresses.POLICIES)
PAPERS = (
    Link(text="打印：发给居民的宣传单", href=addresses.LEAFLET),
    Link(text="打印：走访时用的讲解单", href=addresses.TALK_SHEET),
)
NOTICES = Link(text="公告", href=addresses.NOTICES)
STORIES = Link(text="典型做法", href=addresses.STORIES)
GUIDE = Link(text="使用说明", href=addresses.GUIDE)


def sections(edition: Edition) -> Iterator[Section]:
    yield Section("policies", partial(_policies, edition))
    yield Section("notices", partial(_notices, edition))
    yield Section("stories", partial(_stories, edition))
    yield Section("statements", partial(_statements, edition))
    yield Section("guide", partial(_guide, edition))


# Policies


def _policies(edition: Edition) -> Iterator[Planned]:
    yield Planned(addresses.POLICIES, _policy_list(edition))
    if edition.content.policies:
        yield Planned(addresses.LEAFLET, _leaflet(edition))
        yield Planned(addresses.TALK_SHEET, _talk_sheet(edition))
    for text in edition.content.policies:
        address = f"{addresses.POLICIES}{text.slug}/"
        yield Planned(address, _policy(edition, text, address), text.file)


def _policy_list(edition: Edition) -> PolicyList:
    overview = edition.current
    documents = [each for each in edition.content.policies if not each.front.fields]
    return PolicyList(
        head=head(edition, "用得上的政策", "按九类民生问题，用问答讲清楚居民用得上的政策。", "policies"),
        heading="用得上的政策",
        documents=tuple(map(edition.policy_entry, documents)),
        groups=tuple(
            PolicyGroup(
                name=standing.name,
                href=standing.href,
                about=standing.about,
                entries=tuple(map(edition.policy_entry, edition.policies_by_field.get(standing.code, ()))),
            )
            for standing in overview.field_standings()
            if edition.content.policies
        ),
        papers=papers(edition),
    )


def papers(edition: Edition) -> tuple[Link, ...]:
    """The policies on paper, if there are any (S92)."""
    return PAPERS if edition.content.policies else ()


def _leaflet(edition: Edition) -> PolicyPaper:
    """What is handed out (宣传单): what holds today, each policy once, under the first of its fields."""
    groups = (
        PaperGroup(
            name=label,
            asks=(),
            entries=tuple(
                edition.policy_entry(each)
                for each in edition.policies_by_field.get(code, ())
                if edition.mark(each) is None and each.front.fields[0] == code
            ),
        )
        for code, label in edition.current.field_labels.items()
    )
    return PolicyPaper(
        head=head(
            edition, "惠民政策宣传单", "打印出来发给居民的政策宣传单，每条都有出处和日期。", "policies",
            trail=(HOME, POLICIES),
        ),
        heading="您家用得上的政策",
        intro="家里有这些事，先看这里；办不办得成以窗口答复为准。",
        groups=tuple(each for each in groups if each.entries),
        other=PAPERS[1],
    )  # fmt: skip


def _talk_sheet(edition: Edition) -> PolicyPaper:
    """What is talked from at the door (讲解单): under each prompt the policies of its fields."""
    overview = edition.current
    prompts = overview.year.form.holds.prompts
    groups = (
        PaperGroup(
            name=label,
            asks=tuple(f"第 {each.no} 问　{each.title}" for each in prompts if code in each.fields),
            entries=tuple(map(edition.policy_entry, edition.policies_by_field.get(code, ()))),
        )
        for code, label in overview.field_labels.items()
    )
    return PolicyPaper(
        head=head(
            edition, "面对面讲政策：讲解单", "走访时按九类民生问题讲政策用的单子。", "policies",
            trail=(HOME, POLICIES),
        ),
        heading="面对面讲政策",
        intro="聊到哪一类，就讲哪一类；先说能得到什么，再说去哪里问。标着过期的只说“以前有过”。",
        groups=tuple(each for each in groups if each.entries or each.asks),
        other=PAPERS[0],
    )  # fmt: skip


def _policy(edition: Edition, text: Written[PolicyCard], address: str) -> Policy:
    front, overview = text.front, edition.current
    mark = edition.mark(text)
    # What no longer holds says so wherever the title goes, sharing included (R1.6).
    title = f"{front.short_title or front.title}" + (f"（{mark}）" if mark in NO_LONGER else "")
    fields = tuple(
        Link(text=overview.field_labels[code], href=addresses.field(overview.number, code))
        for code in front.fields
    )
    return Policy(
        head=_article_head(edition, text, title, "policies", POLICIES),
        heading=front.title,
        body_html=html_of(text, address, edition.content),
        source=front.source,
        dated_on=front.source_date.isoformat(),
        published_at=front.published_on,
        official=_official(front.official, front.title) if front.official else None,
        fields=fields,
        valid_until=front.valid_until.isoformat() if front.valid_until else None,
        is_expired=mark is not None,
        results=Link(text="这类事办得怎么样", href=fields[0].href) if fields else None,
    )


def _official(block: OfficialBlock, title: str) -> Official:
    return Official(
        title=block.title or title,
        issuer=block.issuer,
        document_no=block.document_no,
        index_no=block.index_no,
        signed_on=block.signed_on.isoformat() if block.signed_on else None,
        issued_on=block.issued_on.isoformat() if block.issued_on else None,
        topic=block.topic,
        validity=block.validity,
    )


def _article_head(
    edition: Edition, text: Written[PolicyCard] | Written[Article], title: str, nav: str, up: Link
) -> Head:
    front = text.front
    meta = ArticleMeta(
        title=front.title,
        published_at=front.published_on,
        source=front.source,
        keywords=",".join(front.keywords) or None,
        author=front.author if isinstance(front, Article) else None,
    )
    return head(edition, title, front.summary, nav, trail=(HOME, up), article=meta)


# Notices and stories; an empty column is not published (R1.8).


def entry(text: Written[Article], folder: str) -> Entry:
    front = text.front
    return Entry(
        title=front.title,
        href=f"{folder}{text.slug}/",
        summary=front.summary,
        dated_on=front.published_on[:10],
        source=front.source,
    )


def newest_first(texts: tuple[Written[Article], ...]) -> list[Written[Article]]:
    return sorted(texts, key=lambda each: (each.front.published_on, each.slug), reverse=True)


def _notices(edition: Edition) -> Iterator[Planned]:
    texts = newest_first(edition.content.notices)
    if texts:
        page = EntryList(
            head=head(edition, "公告", "这次走访的通知和公告。", "notices"),
            heading="公告",
            intro="这次走访的通知和公告，新的在前。",
            entries=tuple(entry(each, addresses.NOTICES) for each in texts),
        )
        yield Planned(addresses.NOTICES, page)
    for text in texts:
        front, address = text.front, f"{addresses.NOTICES}{text.slug}/"
        notice = Notice(
            head=_article_head(edition, text, front.short_title or front.title, "notices", NOTICES),
            heading=front.title,
            body_html=html_of(text, address, edition.content),
            source=front.source,
            published_at=front.published_on,
        )
        yield Planned(address, notice, text.file)


def _stories(edition: Edition) -> Iterator[Planned]:
    texts = newest_first(edition.content.stories)
    if texts:
        page = EntryList(
            head=head(edition, "典型做法", "一件事是怎样办成的。", "stories"),
            heading="一件事是怎样办成的",
            intro="把难事办成的做法，写给也遇到这类事的人看。",
            entries=tuple(entry(each, addresses.STORIES) for each in texts),
        )
        yield Planned(addresses.STORIES, page)
    for text in texts:
        address = f"{addresses.STORIES}{text.slug}/"
        yield Planned(address, _story(edition, text, address), text.file)


def _story(edition: Edition, text: Written[Article], address: str) -> Story:
    front, overview = text.front, edition.current
    return Story(
        head=_article_head(edition, text, front.short_title or front.title, "stories", STORIES),
        heading=front.title,
        body_html=html_of(text, address, edition.content),
        source=front.source,
        published_at=front.published_on,
        community=Link(
            text=overview.community_names[front.community],
            href=addresses.community(overview.number, front.community),
        )
        if front.community in overview.community_names and front.community
        else None,
        results=tuple(
            Link(text=edition.title_of(number), href=addresses.result(number)) for number in front.results
        ),
    )


# Statements at the root, and the guide


def _statements(edition: Edition) -> Iterator[Planned]:
    for text in edition.content.pages:
        if f"{text.slug}/" != addresses.REPORT:
            yield _explanation(edition, text, f"{text.slug}/", "about", HOME)


def _guide(edition: Edition) -> Iterator[Planned]:
    page = EntryList(
        head=head(edition, "使用说明", "怎样看这个网站，怎样使用走访台。", "guide"),
        heading="使用说明",
        intro="怎样看这个网站，怎样使用走访台。",
        entries=tuple(
            Entry(title=each.front.title, href=f"{addresses.GUIDE}{each.slug}/", summary=each.front.summary)
            for each in edition.content.guides
        ),
    )
    yield Planned(addresses.GUIDE, page)
    for text in edition.content.guides:
        yield _explanation(edition, text, f"{addresses.GUIDE}{text.slug}/", "guide", GUIDE)


def _explanation(edition: Edition, text: Written[Explanation], address: str, nav: str, up: Link) -> Planned:
    front = text.front
    trail = (HOME,) if up == HOME else (HOME, up)
    page = TextPage(
        head=head(edition, front.title, front.summary, nav, trail=trail),
        heading=front.title,
        body_html=html_of(text, address, edition.content),
        updated_on=front.updated_on.isoformat() if front.updated_on else None,
    )
    return Planned(address, page, text.file)
