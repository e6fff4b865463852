"""One page of every kind (页面样例), with everything it can carry and with the least it must."""

import datetime
from pathlib import Path
from typing import Any

import markupsafe
import msgspec

from generator import figures, page_frame, pages, parts, wording
from generator.campaign.configuration import Limits, WayToBeHeard
from generator.campaign.plot import Bar, Row, columns
from generator.campaign.records import PublishedPhoto, PublishedResult, PublishedStep
from generator.campaign.vocabulary import FIELDS
from generator.page_frame import Link, Page
from generator.rendering.render import environment

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
SITE = page_frame.SiteFrame(
    name="湖田街道走千村进万户公示专栏",
    short_name="湖田走千村进万户",
    publisher="湖田街道大走访活动办公室（演示）",
    phone="0533-0000000",
    phone_hours="工作日 8:30 至 17:30",
    corrections="请拨打 12345，说出网页标题就行；也可以告诉网格员。核实后改正。",
    address="湖田街道便民服务中心一楼（示例）",
    base_url="https://example.org/wanhu/",
    domain="example.org",
    demo=True,
    year=2022,
    as_of="2022-08-05 18:00",
    nav=tuple(
        page_frame.NavLink(key=key, text=text, href=href)
        for key, text, href in (
            ("home", "首页", ""),
            ("results", "结果", "2022/results/"),
            ("communities", "社区", "2022/communities/"),
            ("policies", "政策", "policies/"),
            ("arrangements", "安排", "2022/arrangements/"),
            ("search", "搜索", "search/"),
        )
    ),
)
BARE_SITE = msgspec.structs.replace(
    SITE, address=None, base_url=None, domain=None, demo=False, as_of=None, nav=()
)
ENVIRONMENT = environment(TEMPLATES)
LIMITS = Limits(proposal=5, general=15, major=30, critical=60)
QR = page_frame.Qr(href="qr.png", address="https://example.org/wanhu/2022/communities/fuxing/")
BODY = (
    "<h2>想在家门口吃饭，有长者食堂吗？</h2><p>有没有、几岁能去、便不便宜，<strong>问社区</strong>。"
    '还没有的，走访时说一声。</p><ul><li>带身份证；</li><li>家人可以<a href="../../privacy/">代办</a>。</li>'
    '</ul><blockquote><p>以民政部门的规定为准。</p></blockquote><p><a href="https://example.org/">规定全文</a></p>'
)


def html_of(page: Page, site: page_frame.SiteFrame = SITE, root: str = "./") -> str:
    """The page as its template makes it."""
    css = markupsafe.Markup((TEMPLATES / "assets/site.css").read_text("utf-8"))  # noqa: S704 - our own file
    template = ENVIRONMENT.get_template("public/" + pages.template_name(type(page)))
    canonical = f"{site.base_url}2022/" if site.base_url else None
    qr = QR if site.base_url else None
    around = {name: _part(name, page.head.nav, site, root) for name in ("header", "footer")}
    return template.render(page=page, site=site, root=root, canonical=canonical, qr=qr, css=css, **around)


def _part(name: str, nav: str, site: page_frame.SiteFrame, root: str) -> markupsafe.Markup:
    made = ENVIRONMENT.get_template(f"public/{name}.html").render(site=site, nav=nav, root=root)
    return markupsafe.Markup(made)  # noqa: S704 - made by our own template


def make_result(**changes: Any) -> PublishedResult:
    """A published result with every field filled in."""
    usual: dict[str, Any] = {
        "issue_no": "2022-000123",
        "title": "小区东门路灯连续三周不亮，已更换 6 盏",
        "community_code": "fuxing",
        "field": "housing",
        "severity": "general",
        "state": "resolved",
        "said_by": "resident",
        "received_on": "2022-06-13",
        "proposal_due_on": "2022-06-20",
        "due_on": "2022-07-04",
        "resolved_on": "2022-06-17",
        "closed_on": "2022-06-24",
        "used_workdays": 4,
        "limit_workdays": 15,
        "responsible_unit": "示例城市管理办公室",
        "summary": "小区东门外路两边的灯从五月底起不亮，晚上出门看不清路，有人在减速带上绊倒过。",
        "outcome": "社区当天约供电所到现场，查明是线路老化。换了 6 盏灯、120 米电缆，并把东门列进每月夜查。",
        "satisfaction": "satisfied",
        "merged_count": 7,
        "steps": tuple(
            PublishedStep(on=on, kind=kind, text=text)
            for on, kind, text in (
                ("2022-06-13", "received", "入户走访时收到"),
                ("2022-06-13", "accepted", "街道审核受理，定为一般问题"),
                ("2022-06-15", "proposal", "先换灯具，线路一并更换"),
                ("2022-06-17", "resolved", "换好，当晚亮灯"),
                ("2022-06-17", "replied", "告诉了反映的居民"),
                ("2022-06-24", "closed", "居民回访满意，销号"),
            )
        ),
        "photos": (PublishedPhoto(file="2022-000123-1.jpg", alt="东门的路灯亮着", when="after"),),
        "published_on": "2022-06-27",
        "changed_on": "2022-07-01",
    }
    return PublishedResult(**usual | changes)


LEAST_RESULT = PublishedResult(
    issue_no="2022-000007",
    title="孩子上幼儿园排不上名额",
    community_code="example-2",
    field="childcare",
    severity="general",
    state="in_hand",
    received_on="2022-07",
    summary="想就近上公办幼儿园，今年名额满了。",
    published_on="2022-08-01",
)
LATE_RESULT = make_result(
    issue_no="2022-000045",
    title="希望家门口有吃饭的地方",
    state="in_hand",
    said_by="unit",
    severity="major",
    field="elders",
    due_on="2022-07-15",
    extended_to="2022-08-19",
    resolved_on=None,
    closed_on=None,
    used_workdays=None,
    limit_workdays=30,
    outcome=None,
    satisfaction=None,
    steps=(
        PublishedStep(on="2022-06-02", kind="received", text="社区登记"),
        PublishedStep(on="2022-07-14", kind="extended", text="场地消防验收没有完成，经批准延期"),
    ),
)
SKIPPED = tuple(datetime.date(2022, 6, day) for day in (18, 19, 25, 26)) + tuple(
    datetime.date(2022, 7, day) for day in (2, 3)
)

ROWS = tuple(
    parts.ResultRow(
        issue_no=no,
        href=f"2022/results/{no}/",
        title=title,
        state=state,
        is_closed=closed,
        community=place,
        field=field,
        timing=timing,
    )
    for no, title, state, closed, place, field, timing in (
        (
            "2022-000123",
            "小区东门路灯连续三周不亮，已更换 6 盏",
            "resolved",
            True,
            "福兴社区",
            "住有宜居",
            "用了 4 个工作日",
        ),
        (
            "2022-000045",
            "希望家门口有吃饭的地方",
            "in_hand",
            False,
            "示例二村",
            "老有颐养",
            "已延期，8月19日前办结",
        ),
        (
            "2022-000060",
            "希望减免 2021 年补缴的养老保险",
            "explained",
            False,
            "示例一社区",
            "劳有厚得",
            "用了 6 个工作日",
        ),
        (
            "2022-000061",
            "下水道返味，修过又堵",
            "reopened",
            False,
            "示例三村",
            "住有宜居",
            "应在8月3日前办结，已超期",
        ),
        ("2022-000062", "想在村口加一个红绿灯", "parked", False, "示例四村", "安有保全", "8月26日前办结"),
    )
)
TALLIES = tuple(
    parts.Tally(issues=issues, resolved=resolved, explained=explained)
    for issues, resolved, explained in (
        (104, 86, 9),
        (21, 19, 1),
        (17, 12, 3),
        (36, 33, 1),
        (36, 28, 5),
        (47, 41, 4),
        (13, 11, None),
        (0, 0, 0),
        (None, None, None),
    )
)
FIELD_STANDINGS = tuple(
    parts.Standing(code=code, name=name, href=f"2022/fields/{code}/", about="这一类管的事", tally=tally)
    for (code, name), tally in zip(FIELDS.items(), TALLIES, strict=True)
)
PLACES = tuple(
    parts.Standing(code=code, name=name, href=f"2022/communities/{code}/", about="老小区多", tally=tally)
    for (code, name), tally in zip(
        (
            ("fuxing", "福兴社区"),
            ("example-1", "示例一社区"),
            ("example-2", "示例二村"),
            ("example-3", "示例三村"),
            ("example-4", "示例四村"),
            ("example-5", "示例五村"),
            ("example-6", "示例六社区"),
            ("example-7", "示例七社区"),
        ),
        TALLIES[:8],
        strict=True,
    )
)
PHASES = tuple(
    parts.PhaseMark(
        title=title,
        short=wording.phase_short(title),
        when=when,
        state=state,
        summary="排好谁走哪一户。",
        tasks=("任务分到户、分到人", "走访人员学过怎么问"),
    )
    for title, when, state in (
        ("组织部署", "6月初", "past"),
        ("集中走访", "6月底前", "past"),
        ("集中整改", "8月上旬前", "now"),
        ("整改“回头看”", "10月上旬前", "next"),
        ("总结评估", "11月中旬前", "next"),
    )
)
ENTRIES = (
    parts.Entry(
        title="看病报销，异地也能直接结算吗",
        href="policies/health-other-places/",
        summary="先备案，再带医保卡去联网的医院，出院时直接结算。",
        dated_on="2022-06-24",
        source="国家医保局",
    ),
    parts.Entry(title="旧的取暖补贴办法", href="policies/old/", mark="已失效"),
)
METRICS = tuple(
    figures.Metric(
        code=code,
        name=name,
        said=said,
        unit=unit,
        definition="分子是……，分母是……，按登记的清单数。",
        count=count,
        total=total,
        percent=percent,
        period="2022年6月1日至8月5日",
        href=href,
        note=note,
    )
    for code, name, said, unit, count, total, percent, href, note in (
        ("coverage", "覆盖率", "户已走访", "户", 9412, 10820, 86, "2022/communities/", None),
        ("response", "响应率", "件有回音", "件", 291, 298, 97, "2022/results/", None),
        (
            "resolution",
            "解决率",
            "件已解决",
            "件",
            253,
            298,
            84,
            "2022/results/state/resolved/",
            "已说明的不算解决。",
        ),
        ("satisfaction", "满意率", "件满意", "件", None, 12, None, None, "没有评价的 3 件不算在内。"),
    )
)
COVERING = figures.Covering(
    households=1200, covered=1012, percent=84, by_channel=(("入户", 890), ("电话", 88), ("微信、短信", 34))
)
VISITS = (
    parts.VisitRow(
        unit="示例区民政局",
        level="区直部门",
        starts_on="2022-06-13",
        ends_on="2022-06-17",
        households=60,
        note="晚饭后上门",
    ),
    parts.VisitRow(unit="示例市属单位", level="市属单位", starts_on=None, ends_on=None),
)
CARD = "share/fuxing.png"
WEEKLY = columns(
    ("收到", "办好"),
    [
        Row(label="6月6日起", short="6.6", counts=(17, 0)),
        Row(label="6月13日起", short="6.13", counts=(31, 23)),
        Row(label="6月20日起", short="6.20", counts=(0, 12)),
    ],
)
DAYS_USED = figures.DaysUsed(
    columns=columns(
        ("件数",),
        [
            Row(label="不到四分之一", short="¼ 内", counts=(40,)),
            Row(label="四分之一到一半", short="½ 内", counts=(12,)),
            Row(label="超过时限", short="超期", counts=(1,), tone="late"),
        ],
    ),
    untold=3,
)
CROSSING = figures.CrossTable(
    names=("福兴社区", "示例一社区"),
    rows=(
        figures.CrossRow(
            field=Link(text="住有宜居", href="2022/fields/housing/"),
            cells=(figures.Cell(count=12, width=100), figures.Cell(count=0, width=0)),
            total=12,
        ),
    ),
)
BOARD = parts.Board(
    rows=tuple(
        parts.BoardRow(
            title=row.title,
            field=row.field,
            timing=row.timing,
            resolved_on=on,
            is_new=is_new,
        )
        for row, on, is_new in zip(
            ROWS, ("2022-08-01", "2022-07-20", "2022-07"), (True, True, False), strict=False
        )
    ),
    since="2022-07-22",
    new_count=2,
)
NO_BOARD = parts.Board(rows=(), since=None, new_count=0)


def _head(title: str, nav: str = "", *, article: bool = False, **changes: Any) -> page_frame.Head:
    usual: dict[str, Any] = {
        "title": wording.title(title),
        "description": "谁反映了什么、办得怎么样、用了几天，都写在这里。",
        "nav": nav,
        "trail": (Link(text="首页", href=""), Link(text="福兴社区", href="2022/communities/fuxing/")),
        "column": wording.COLUMNS[nav if nav in wording.COLUMNS else "results"],
        "article": page_frame.ArticleMeta(
            title=title, published_at="2022-06-27 00:00", source="示例单位", keywords="路灯", author="示例"
        )
        if article
        else None,
    }
    return page_frame.Head(**usual | changes)


def _bare_head(title: str) -> page_frame.Head:
    return page_frame.Head(title=wording.title(title), description="说明")


def full_pages() -> dict[str, Page]:
    """Pages with everything, by a short name."""
    result, sentence = make_result(), wording.community_sentence("福兴社区", TALLIES[0])
    filters = (
        parts.Filter(
            name="按社区看",
            options=(
                parts.Option(text="全部", href="2022/results/", count=298, is_current=True),
                parts.Option(text="福兴社区", href="2022/results/community/fuxing/", count=104),
            ),
        ),
        parts.Filter(
            name="按类别看",
            options=tuple(parts.Option(text=each.name, href=each.href, count=9) for each in FIELD_STANDINGS),
        ),
    )
    return {
        "home": pages.Home(
            head=_head("湖田街道走千村进万户", "home", column=None, trail=(), image=CARD),
            weekly=WEEKLY,
            heading=wording.HOME_HEADING,
            slogan="我为群众办实事·走千村进万户",
            kicker="2022 年入户大走访",
            covered=METRICS[0],
            answered=METRICS[1],
            solved=METRICS[2],
            phases=PHASES,
            fields=FIELD_STANDINGS,
            total=253,
            recent=ROWS,
            communities=PLACES,
            policies=ENTRIES,
            notices=ENTRIES,
            stories=ENTRIES,
        ),
        "campaign": pages.CampaignPage(
            head=_head("2022年大走访：分几步走，多久办结", "campaign"),
            heading="“我为群众办实事·走千村进万户”大走访",
            slogan="我为群众办实事",
            document_no="湖工发〔2022〕34号",
            document=Link(text="方案怎么说", href="policies/plan-2022/"),
            goals=("入户走访全覆盖", "民生诉求全兜清"),
            phases=PHASES,
            limits=LIMITS,
            fields=FIELD_STANDINGS,
            minimum_minutes=30,
            liaison_percent=30,
            secretary_by="2022-12-31",
            city_units_help=Link(text="福兴社区", href="2022/communities/fuxing/"),
        ),
        "result_list": pages.ResultList(
            head=_head("办理结果", "results"),
            heading="办理结果",
            intro="一件一件公布，新的在前。",
            total=253,
            rows=ROWS,
            filters=filters,
            pager=parts.Pager(
                page_no=6,
                newest="2022/results/",
                oldest="2022/results/page/2/",
                newer="2022/results/",
                older="2022/results/page/5/",
            ),
        ),
        "result": pages.Result(
            head=_head(result.title, "results", article=True, image=CARD),
            result=result,
            community=Link(text="福兴社区", href="2022/communities/fuxing/"),
            field=Link(text="住有宜居", href="2022/fields/housing/"),
            clock=wording.clock(result, is_overdue=False, skipped=SKIPPED),
            photos=(
                parts.Photo(
                    href="photo.png",
                    alt="东门的路灯亮着",
                    when="after",
                    width=640,
                    height=480,
                    smaller=(("photo-360.png", 360),),
                ),
            ),
            similar=ROWS[1:3],
            policies=(Link(text="路灯谁来修", href="policies/lamps/"),),
        ),
        "result_late": pages.Result(
            head=_head(LATE_RESULT.title, "results", article=True),
            result=LATE_RESULT,
            community=Link(text="示例二村", href="2022/communities/example-2/"),
            field=Link(text="老有颐养", href="2022/fields/elders/"),
            clock=wording.clock(LATE_RESULT, is_overdue=True, skipped=SKIPPED),
        ),
        "withdrawn": pages.WithdrawnNotice(
            head=_head("结果已经撤下", "results"), issue_no="2022-000099", withdrawn_on="2022-07-08"
        ),
        "merged": pages.MergedNotice(
            head=_head("并到别的编号一起办", "results"),
            issue_no="2022-000098",
            into=Link(text="2022-000123 小区东门路灯", href="2022/results/2022-000123/"),
        ),
        "communities": pages.CommunityIndex(
            head=_head("各社区办得怎么样", "communities"), heading="看看我们社区", communities=PLACES
        ),
        "community": pages.CommunityPage(
            head=_head(wording.community_title("福兴社区", TALLIES[0]), "communities"),
            code="fuxing",
            name="福兴社区",
            heading=sentence,
            about="老小区和新楼房各占一半。",
            tally=TALLIES[0],
            covering=COVERING,
            fields=FIELD_STANDINGS,
            total=86,
            rows=ROWS,
            more=Link(text="全部 86 件", href="2022/results/community/fuxing/"),
            board=BOARD,
            visits=VISITS,
            grids=(
                parts.GridLine(name="第一网格", party_branch="示例第一党支部"),
                parts.GridLine(name="第二网格"),
            ),
            cards="2022/communities/fuxing/cards/",
            days_used=DAYS_USED,
            phone="0533-0000100",
            office="福兴社区党群服务中心（示例地址）",
        ),
        "cards": pages.ServiceCards(
            head=_head("福兴社区便民服务卡", "communities"),
            heading="福兴社区便民服务卡",
            name="福兴社区",
            community=Link(text="福兴社区", href="2022/communities/fuxing/"),
            ways=(WayToBeHeard(name="找活动办", detail="不用写您是谁。", link="/complaint/"),),
            to_sheet=8,
            takes_complaints=True,
            report=page_frame.Qr(href="report/qr.png", address="https://example.org/wanhu/report/"),
            results=QR,
            phone="0533-0000100",
            office="福兴社区党群服务中心（示例地址）",
        ),
        "field": pages.FieldPage(
            head=_head("住有宜居办得怎么样", "fields"),
            code="housing",
            name="住有宜居",
            heading="住有宜居：房子和周围的事",
            about="房子、道路、路灯、水电暖、垃圾。",
            tally=TALLIES[0],
            communities=PLACES,
            total=86,
            rows=ROWS,
            more=Link(text="全部 86 件", href="2022/results/field/housing/"),
            days_used=DAYS_USED,
            policies=ENTRIES,
        ),
        "policies": pages.PolicyList(
            head=_head("用得上的政策", "policies"),
            heading="用得上的政策",
            documents=ENTRIES[1:],
            groups=(
                parts.PolicyGroup(
                    name="病有良医", href="2022/fields/health/", about="看病、报销。", entries=ENTRIES
                ),
                parts.PolicyGroup(
                    name="民有文乐", href="2022/fields/culture/", about="看书、跳舞。", entries=()
                ),
            ),
            papers=(Link(text="打印：发给居民的宣传单", href="policies/leaflet/"),),
        ),
        "policy_paper": pages.PolicyPaper(
            head=_head("面对面讲政策", "policies"),
            heading="面对面讲政策",
            intro="聊到哪一类，就讲哪一类。",
            groups=(
                pages.PaperGroup(name="病有良医", asks=("第 3 问　看病、报销方便吗？",), entries=ENTRIES),
                pages.PaperGroup(name="民有文乐", asks=(), entries=()),
            ),
            other=Link(text="发给居民的宣传单", href="policies/leaflet/"),
        ),
        "policy": pages.Policy(
            head=_head("2022年大走访怎么走", "policies", article=True),
            heading="2022年大走访怎么走",
            body_html=BODY,
            source="湖田街道办事处",
            dated_on="2022-06-10",
            published_at="2022-06-13 09:00",
            official=parts.Official(
                title="活动实施方案（2022年度）",
                issuer="湖田街道办事处",
                document_no="湖工发〔2022〕34号",
                index_no="11370303004217354J/2022-5244665",
                signed_on="2022-06-10",
                issued_on="2022-06-12",
                topic="其他",
                validity="有效",
            ),
            fields=(Link(text="住有宜居", href="2022/fields/housing/"),),
            valid_until="2022-12-31",
            results=Link(text="这类问题办得怎么样", href="2022/fields/housing/"),
        ),
        "policy_expired": pages.Policy(
            head=_head("旧的取暖补贴办法（已失效）", "policies", article=True),
            heading="旧的取暖补贴办法（已失效）",
            body_html=BODY,
            source="示例单位",
            dated_on="2020-06-10",
            published_at="2022-06-13 09:00",
            valid_until="2021-12-31",
            is_expired=True,
        ),
        "entries": pages.EntryList(
            head=_head("公告", "notices"), heading="公告", intro="走访活动的通知。", entries=ENTRIES
        ),
        "story": pages.Story(
            head=_head("一条下水道，修了三回", "stories", article=True),
            heading="一条下水道，修了三回",
            body_html=BODY,
            source="示例三村",
            published_at="2022-07-20 09:00",
            community=Link(text="示例三村", href="2022/communities/example-3/"),
            results=(Link(text="下水道返味，修过又堵", href="2022/results/2022-000061/"),),
        ),
        "notice": pages.Notice(
            head=_head("走访开始了", "notices", article=True),
            heading="走访开始了",
            body_html=BODY,
            source="湖田街道大走访活动办公室",
            published_at="2022-06-11 08:00",
        ),
        "arrangements": pages.Arrangements(
            head=_head("走访安排", "arrangements"),
            heading="哪个单位什么时候来",
            groups=(
                parts.VisitGroup(
                    community=Link(text="福兴社区", href="2022/communities/fuxing/"), rows=VISITS
                ),
                parts.VisitGroup(
                    community=Link(text="示例一社区", href="2022/communities/example-1/"), rows=()
                ),
            ),
            city_units_help=Link(text="福兴社区", href="2022/communities/fuxing/"),
        ),
        "data": pages.DataPage(
            head=_head("数字怎么算的", "data"),
            heading="数字怎么算的",
            metrics=METRICS,
            covering=COVERING,
            communities=tuple(
                figures.CommunityCounts(
                    name=each.name, href=each.href, households=1200, covered=None, tally=each.tally
                )
                for each in PLACES
            ),
            fields=FIELD_STANDINGS,
            weekly=WEEKLY,
            by_month=3,
            days_used=DAYS_USED,
            visited=(
                Bar(label="福兴社区", count=31, total=101, href="2022/communities/fuxing/"),
                Bar(label="示例一社区", count=None, total=48),
            ),
            crossing=CROSSING,
            downloads=(
                figures.Download(text="results.json", href="data/results.json", about="全部已公布的结果。"),
            ),
            data_fields=(
                figures.DataField(name="title", meaning="标题", kind="文字"),
                figures.DataField(
                    name="state",
                    meaning="办理状态",
                    kind="代码",
                    values=("resolved 已解决", "in_hand 正在办"),
                ),
            ),
        ),
        "search": pages.SearchPage(
            head=_head("搜索", "search"),
            heading="搜索",
            index="search/index/",
            blocks=(("pages", 1), ("2022-0", 1)),
            examples=("路灯", "医保"),
        ),
        "report": pages.Report(
            head=_head("我要反映", "report"),
            heading="我要反映问题",
            body_html="<p>选您顺手的一条就行。</p>",
            ways=(
                WayToBeHeard(name="跟网格员说", detail="当面说，或者打电话。"),
                WayToBeHeard(name="拨打 12345", detail="白天夜里都能打。", phone="12345"),
                WayToBeHeard(name="找活动办", detail="不用写您是谁。", link="/complaint/"),
            ),
            communities=(
                parts.Contact(
                    name="福兴社区",
                    href="2022/communities/fuxing/",
                    phone="0533-0000100",
                    office="党群服务中心",
                ),
                parts.Contact(name="示例一社区", href="2022/communities/example-1/"),
            ),
            limits=LIMITS,
        ),
        "text": pages.TextPage(
            head=_head("隐私说明", "about"), heading="隐私说明", body_html=BODY, updated_on="2022-07-04"
        ),
        "site_map": pages.SiteMap(
            head=_head("站点地图", "about"),
            heading="站点地图",
            groups=(
                pages.LinkGroup(name="社区", links=(Link(text="福兴社区", href="2022/communities/fuxing/"),)),
            ),
        ),
        "not_found": pages.NotFound(head=_head("没有这一页"), heading="没有这一页"),
    }


def least_pages() -> dict[str, Page]:
    """Pages with the least they may carry: nothing optional, every list empty."""
    none = parts.Tally(issues=0, resolved=0, explained=0)
    empty = tuple(
        parts.Standing(code=each.code, name=each.name, href=each.href, about="", tally=none)
        for each in FIELD_STANDINGS
    )
    phases = tuple(msgspec.structs.replace(each, tasks=()) for each in PHASES)
    return {
        "home": pages.Home(
            head=_bare_head("首页"),
            heading="首页",
            slogan="",
            kicker="",
            covered=None,
            answered=None,
            solved=None,
            phases=phases,
            fields=empty,
            total=0,
            recent=(),
            communities=(),
        ),
        "campaign": pages.CampaignPage(
            head=_bare_head("方案"),
            heading="方案",
            slogan="",
            document_no="湖工发〔2022〕34号",
            document=None,
            goals=(),
            phases=phases,
            limits=LIMITS,
            fields=(),
            minimum_minutes=30,
            liaison_percent=30,
            secretary_by="2022-12-31",
        ),
        "result_list": pages.ResultList(
            head=_bare_head("结果"),
            heading="结果",
            intro="",
            total=0,
            rows=(),
            filters=(),
            pager=parts.Pager(page_no=1, newest="2022/results/", oldest="2022/results/"),
        ),
        "result": pages.Result(
            head=_bare_head("孩子上幼儿园"),
            result=LEAST_RESULT,
            community=Link(text="示例二村", href="c/"),
            field=Link(text="幼有善育", href="f/"),
            clock=wording.clock(LEAST_RESULT, is_overdue=False),
        ),
        "withdrawn": pages.WithdrawnNotice(
            head=_bare_head("撤下"), issue_no="2022-000099", withdrawn_on="2022-07-08"
        ),
        "merged": pages.MergedNotice(
            head=_bare_head("合并"), issue_no="2022-000098", into=Link(text="2022-000123", href="r/")
        ),
        "communities": pages.CommunityIndex(head=_bare_head("社区"), heading="社区", communities=()),
        "community": pages.CommunityPage(
            head=_bare_head("示例七社区"),
            code="example-7",
            name="示例七社区",
            heading=wording.community_sentence("示例七社区", none),
            about="",
            tally=none,
            covering=None,
            fields=empty,
            total=0,
            rows=(),
            more=None,
            board=NO_BOARD,
            visits=(),
            grids=(),
            cards="2022/communities/example-7/cards/",
        ),
        "field": pages.FieldPage(
            head=_bare_head("民有文乐"),
            code="culture",
            name="民有文乐",
            heading="民有文乐",
            about="",
            tally=none,
            communities=(),
            total=0,
            rows=(),
            more=None,
            policies=(),
        ),
        "cards": pages.ServiceCards(
            head=_bare_head("便民服务卡"),
            heading="便民服务卡",
            name="示例七社区",
            community=Link(text="示例七社区", href="2022/communities/example-7/"),
            ways=(),
            to_sheet=8,
        ),
        "policy_paper": pages.PolicyPaper(
            head=_bare_head("宣传单"),
            heading="宣传单",
            intro="",
            groups=(),
            other=Link(text="讲解单", href="policies/talk-sheet/"),
        ),
        "policies": pages.PolicyList(head=_bare_head("政策"), heading="政策", documents=(), groups=()),
        "policy": pages.Policy(
            head=_bare_head("政策"),
            heading="政策",
            body_html="",
            source="示例单位",
            dated_on="2022-06-10",
            published_at="2022-06-13 09:00",
        ),
        "entries": pages.EntryList(head=_bare_head("说明"), heading="说明", intro="", entries=()),
        "story": pages.Story(
            head=_bare_head("故事"),
            heading="故事",
            body_html="",
            source="示例",
            published_at="2022-07-20 09:00",
        ),
        "notice": pages.Notice(
            head=_bare_head("公告"),
            heading="公告",
            body_html="",
            source="示例",
            published_at="2022-07-20 09:00",
        ),
        "arrangements": pages.Arrangements(head=_bare_head("安排"), heading="安排", groups=()),
        "data": pages.DataPage(
            head=_bare_head("数据"),
            heading="数据",
            metrics=(),
            covering=None,
            communities=(),
            fields=(),
            downloads=(),
        ),
        "search": pages.SearchPage(
            head=_bare_head("搜索"), heading="搜索", index="search/index/", blocks=(), examples=()
        ),
        "report": pages.Report(
            head=_bare_head("反映"), heading="反映", body_html=None, ways=(), communities=(), limits=LIMITS
        ),
        "text": pages.TextPage(head=_bare_head("说明"), heading="说明", body_html=""),
        "site_map": pages.SiteMap(head=_bare_head("站点地图"), heading="站点地图", groups=()),
        "not_found": pages.NotFound(head=_bare_head("没有这一页"), heading="没有这一页"),
    }
