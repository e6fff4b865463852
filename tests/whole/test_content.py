"""What stands in `content/` is whole, fits together and says what the plan says."""

import datetime
import itertools
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from generator import consistency
from generator.campaign import configuration as written
from generator.campaign import front_matter
from generator.campaign import places as places_written
from generator.campaign.vocabulary import FIELDS, FOCUS_GROUPS, UNIT_LEVELS
from generator.reading.shelf import load

CONTENT = Path(__file__).parents[2] / "content"
# The demo's own date; nothing may claim to be published later (R1.2).
DEMO_AS_OF = "2022-08-05 18:00"
LONGEST_COPY = 31
PLAN = CONTENT.parent / os.environ.get("PLAN_TEXT", "../shared/plan/*.txt")

FRONT_MATTER = {
    "policies": front_matter.PolicyCard,
    "notices": front_matter.Article,
    "stories": front_matter.Article,
    "pages": front_matter.Explanation,
    "guide": front_matter.Explanation,
}
ARTICLES = sorted(path for folder in FRONT_MATTER for path in (CONTENT / folder).glob("*.md"))


def configuration(name: str, kind: Any) -> Any:
    """A YAML file as its record; every scalar is text, as in `generator.reading.read`."""
    text = (CONTENT / name).read_text(encoding="utf-8")
    return msgspec.convert(yaml.load(text, yaml.BaseLoader), kind, strict=False)  # noqa: S506


def article(path: Path) -> tuple[Any, str]:
    """Front matter and body of a Markdown file."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    tree = yaml.load(front, yaml.BaseLoader)  # noqa: S506
    return msgspec.convert(tree, FRONT_MATTER[path.parent.name], strict=False), body


def articles(folder: str) -> Iterator[tuple[str, Any, str]]:
    for path in ARTICLES:
        if path.parent.name == folder:
            yield path.stem, *article(path)


@pytest.fixture(scope="module")
def campaign() -> written.Campaign:
    return configuration("2022/campaign.yaml", written.Campaign)


@pytest.fixture(scope="module")
def places() -> places_written.Places:
    return configuration("2022/places.yaml", places_written.Places)


@pytest.fixture(scope="module")
def units() -> places_written.Units:
    return configuration("2022/units.yaml", places_written.Units)


@pytest.fixture(scope="module")
def site() -> written.Site:
    return configuration("site.yaml", written.Site)


# The campaign.


def test_limits_and_targets_are_those_of_the_plan(campaign: written.Campaign) -> None:
    """一、(三), 二、(一): 5, 15, 30, 60 working days; 30 %; every household by 12-31; 30 minutes."""
    assert campaign.document_no == "湖工发〔2022〕34号"
    assert campaign.limits == written.Limits(proposal=5, general=15, major=30, critical=60)
    assert campaign.targets.liaison_percent == 30
    assert campaign.targets.secretary_by == datetime.date(2022, 12, 31)
    assert campaign.targets.minimum_minutes == 30


def test_phases_end_on_the_settled_days_and_leave_no_day_out(campaign: written.Campaign) -> None:
    """三: five phases; 上旬 is the 10th, 中旬 the 20th, 月底 the last day (S63 to S73)."""
    ends = " ".join(f"{phase.ends_on:%m-%d}" for phase in campaign.phases)
    assert ends == "06-10 06-30 08-10 10-10 11-20"
    for earlier, later in itertools.pairwise(campaign.phases):
        assert later.starts_on == earlier.ends_on + datetime.timedelta(days=1)
    assert all(phase.starts_on <= phase.ends_on and phase.tasks for phase in campaign.phases)


def test_fields_and_focus_groups_are_the_vocabulary_in_its_order(campaign: written.Campaign) -> None:
    """The nine fields and five groups are the plan's, none missing, none added (S04, S12)."""
    assert [field.code for field in campaign.fields] == list(FIELDS)
    assert {group.code: group.label for group in campaign.focus_groups} == dict(FOCUS_GROUPS)


def test_scoring_has_seven_findings_from_a_thousand_points(campaign: written.Campaign) -> None:
    """四、(三): a thousand points, a talk from three on; the talk names a sixth type, 其他 is one more."""
    assert (campaign.scoring.start, campaign.scoring.talk_at) == (1000, 3)
    labels = [finding.label for finding in campaign.scoring.findings]
    assert labels == ["不入户", "虚假入户", "征求意见不实", "不整改", "虚假整改", "整改不彻底", "其他"]
    assert all(finding.deducts for finding in campaign.scoring.findings)


def test_campaign_names_its_policy(campaign: written.Campaign) -> None:
    """The plan's page exists under the name the campaign gives."""
    assert (CONTENT / "policies" / f"{campaign.policy}.md").is_file()


# Places and units.


def test_eight_communities_each_with_grids_and_a_collator(places: places_written.Places) -> None:
    """福兴社区 is the only real name; every community has grids and a named collator (S58)."""
    communities = places.communities
    assert (len(communities), communities[0].code, communities[0].name) == (8, "fuxing", "福兴社区")
    assert places.city_units_help == "fuxing"
    assert all("示例" in community.name for community in communities[1:])
    assert all(community.collator and community.grids for community in communities)


def test_codes_are_plain_ascii_and_used_once(
    places: places_written.Places, units: places_written.Units
) -> None:
    """Codes become addresses: lower-case letters, digits, hyphens; never one of publication's own files."""
    groups = (
        [community.code for community in places.communities],
        [grid.code for community in places.communities for grid in community.grids],
        [unit.code for unit in units.units],
    )
    for codes in groups:
        assert len(codes) == len(set(codes))
        assert all(re.fullmatch(r"[a-z][a-z0-9-]*", code) for code in codes)
        assert not {"withdrawn", "merged", "coverage"} & set(codes)


def test_units_of_all_levels_are_plainly_examples(units: places_written.Units) -> None:
    """No real unit is named, and each of the four levels is there (S08)."""
    assert {unit.level for unit in units.units} == set(UNIT_LEVELS)
    assert all("示例" in unit.name for unit in units.units)


def test_quotas_and_arrangements_name_units_and_communities_that_exist(
    places: places_written.Places, units: places_written.Units
) -> None:
    """附件3 and the arrangement hold together: every quota has its days, every name is known."""
    known_units = {unit.code for unit in units.units}
    known_places = {community.code for community in places.communities}
    quotas = {(quota.unit, quota.community) for quota in units.quotas}
    visits = {(visit.unit, visit.community) for visit in units.arrangements}
    assert {unit for unit, _ in quotas | visits} <= known_units
    assert {place for _, place in visits} == known_places
    assert {place for _, place in quotas} <= known_places
    assert quotas <= visits


def test_city_units_visit_where_they_are_asked_to_help(
    places: places_written.Places, units: places_written.Units
) -> None:
    """市属单位 mainly help 福兴社区 (S33)."""
    city = {unit.code for unit in units.units if unit.level == "city"}
    assert {visit.community for visit in units.arrangements if visit.unit in city} == {places.city_units_help}


def test_no_two_units_come_to_a_community_on_one_day(
    campaign: written.Campaign, units: places_written.Units
) -> None:
    """Visits stay inside the visiting phase and never meet (S60)."""
    phase = next(phase for phase in campaign.phases if phase.code == "visiting")
    taken: set[tuple[str, datetime.date]] = set()
    for visit in units.arrangements:
        assert phase.starts_on <= visit.starts_on <= visit.ends_on <= phase.ends_on
        for offset in range((visit.ends_on - visit.starts_on).days + 1):
            day = (visit.community, visit.starts_on + datetime.timedelta(days=offset))
            assert day not in taken
            taken.add(day)


# Forms and ledgers.


def test_nine_prompts_reach_all_nine_fields() -> None:
    """附件2: prompts 1 and 4 have two fields, 8 and 9 none; 9 is an opinion, no issue (S74 to S82)."""
    form = configuration("2022/form.yaml", written.Form)
    assert [prompt.no for prompt in form.prompts] == list(range(1, 10))
    assert {code for prompt in form.prompts for code in prompt.fields} == set(FIELDS)
    assert [len(prompt.fields) for prompt in form.prompts] == [2, 1, 1, 2, 1, 1, 1, 0, 0]
    assert [prompt.no for prompt in form.prompts if prompt.kind == "opinion"] == [9]
    assert [prompt.no for prompt in form.prompts if prompt.follow_ups] == [1, 4]


def test_privacy_notice_says_who_why_what_how_long_and_how_to_delete() -> None:
    """The notice before the form answers what R5.7 asks."""
    notice = configuration("2022/form.yaml", written.Form).privacy_notice
    for word in ("湖田街道", "回您的话", "姓名、电话、住址", "保留一年", "想删", "12345"):
        assert word in notice


def test_there_is_one_list_of_who_sees_what() -> None:
    """The privacy page names each kind of thing noted, leads to the list, and has no other one."""
    page = (CONTENT / "pages/privacy.md").read_text("utf-8")
    assert "(../guide/data/)" in page
    assert "谁能看 |" not in page
    assert "谁能看 |" in (CONTENT / "guide/data.md").read_text("utf-8")
    for noted in ("姓名、电话、住址", "重点走访的标记", "特殊困难", "评价"):
        assert noted in page
    assert "“数据”页" not in (CONTENT / "pages/about.md").read_text("utf-8")


def test_ledger_columns_are_those_offices_expect() -> None:
    """R6.3: the ledgers' headings in order; each value stands once."""
    ledgers = configuration("2022/ledgers.yaml", written.Ledgers)
    assert " ".join(column.title for column in ledgers.visits) == (
        "序号 村（社区） 网格 户编号 户类型 走访人 陪同人 走访方式 走访时间 时长 "
        "宣讲政策 反映问题 现场答复 是否转台账 备注"
    )
    assert " ".join(column.title for column in ledgers.issues) == (
        "序号 问题编号 村（社区） 来源 走访人 走访时间 问题描述 类别 是否特殊困难 整改措施 责任单位 责任人 "
        "整改时限 是否上传山东通/12345工单号 办理进展 完成情况 完成时间 回访时间 满意度 销号时间 备注"
    )
    for columns in (ledgers.visits, ledgers.issues):
        assert len({column.key for column in columns}) == len(columns)


# Articles.


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_article_is_ready_to_print(path: Path) -> None:
    """Title and summary fit (R1.1, R1.3), headings start at the second level, the name is an address."""
    front, body = article(path)
    assert re.fullmatch(r"[a-z0-9-]+", path.stem)
    assert 0 < len(front.title) <= 32
    assert len(getattr(front, "short_title", None) or "") <= 32
    assert 0 < len(front.summary) <= 120
    assert body.strip()
    assert not re.search(r"^#\s", body, re.MULTILINE)


@pytest.mark.parametrize("folder", ["policies", "notices", "stories"])
def test_dated_articles_are_published_by_the_date_of_the_data(folder: str) -> None:
    """`published_on` is YYYY-MM-DD HH:mm and not after the demo's own date (R1.2)."""
    for slug, front, _ in articles(folder):
        assert datetime.datetime.strptime(front.published_on, "%Y-%m-%d %H:%M").isoformat(), slug  # noqa: DTZ007
        assert front.published_on <= DEMO_AS_OF, slug
        assert front.keywords, slug


def test_every_field_has_a_policy_card_with_source_and_date() -> None:
    """At least one card a field; each is older than its page and says whom to ask (S48, S93)."""
    cards = [(slug, front, body) for slug, front, body in articles("policies") if front.fields]
    assert len(cards) >= 10
    assert {code for _, front, _ in cards for code in front.fields} == set(FIELDS)
    for slug, front, body in cards:
        assert front.source, slug
        assert str(front.source_date) <= front.published_on, slug
        assert "？" in body, slug
        assert "12345" in body, slug


def test_plan_carries_its_official_block(campaign: written.Campaign) -> None:
    """The document's own data, 成文 and 发文 kept apart (S01, R1.6)."""
    official = next(front.official for slug, front, _ in articles("policies") if slug == campaign.policy)
    assert official.issuer == "湖田街道办事处"
    assert official.document_no == campaign.document_no
    assert official.index_no == "11370303004217354J/2022-5244665"
    assert (str(official.signed_on), str(official.issued_on)) == ("2022-06-10", "2022-06-12")
    assert (official.topic, official.validity) == ("其他", "有效")


def test_retold_plan_carries_every_figure(campaign: written.Campaign) -> None:
    """Limits, share, minutes, points and the phases' wording are all on the plan's page."""
    body = next(body for slug, _, body in articles("policies") if slug == campaign.policy)
    limits = campaign.limits
    for figure in (limits.proposal, limits.general, limits.major, limits.critical):
        assert f"{figure} 个工作日" in body
    for fact in ("不少于 30 分钟", "30%", "1000 分", "扣 1 分", "满 3 个", *campaign.goals[:2]):
        assert fact in body
    for phase in campaign.phases:
        assert phase.when in body
        assert phase.title in body
    for label in (*FIELDS.values(), *FOCUS_GROUPS.values()):
        assert label in body


def test_stories_have_consent_and_a_community(places: places_written.Places) -> None:
    """Two stories, each plainly an example, with consent, from an example community (S91)."""
    stories = list(articles("stories"))
    assert len(stories) == 2
    codes = {community.code for community in places.communities}
    for slug, front, body in stories:
        assert front.consent, slug
        assert front.community in codes - {"fuxing"}, slug
        assert "示例" in body, slug


def test_site_wide_pages_exist() -> None:
    """The pages the footer and the office point to are there (R1.7)."""
    assert len(list(articles("notices"))) == 2
    assert {slug for slug, *_ in articles("pages")} == {"about", "privacy", "accessibility", "report"}
    assert {"residents", "cadres", "office", "data", "impact", "breach"} <= {
        slug for slug, *_ in articles("guide")
    }


def test_residents_are_told_both_numbers_that_an_answer_asks_for() -> None:
    """Whoever wrote about a visit is answered for its number and the check (核对数), not for one of them."""
    told = {slug: body for slug, _, body in articles("guide")}
    for guide in ("residents", "office"):
        assert "编号和 4 位核对数" in told[guide], guide


# What must not be there.


def written_files() -> list[Path]:
    files = (path for path in CONTENT.rglob("*") if path.suffix in {".md", ".yaml"})
    return [path for path in files if "published" not in path.relative_to(CONTENT).parts]


def test_site_is_a_demo_without_official_identifiers(site: written.Site) -> None:
    """Nothing official is invented (R1.4)."""
    assert site.demo
    assert (site.site_code, site.icp, site.police, site.base_url) == (None, None, None, None)
    assert "12345" in {way.phone for way in site.ways_to_be_heard}


def test_only_known_numbers_are_printed(
    site: written.Site, places: places_written.Places, units: places_written.Units
) -> None:
    """Every landline is an office's own example, and there is no mobile at all."""
    known = {*site.known_phones, site.phone}
    known |= {unit.phone for unit in units.units} | {community.phone for community in places.communities}
    for path in written_files():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text), path
        assert set(re.findall(r"(?<!\d)0\d{2,3}-\d{5,8}(?!\d)", text)) <= known, path


def test_every_list_of_the_texts_is_shown_as_one() -> None:
    content, _ = load(CONTENT)
    assert [str(each) for each in consistency.problems(content) if each.code == "flat_list"] == []


def test_no_sentence_of_the_plan_is_copied() -> None:
    """Facts and names carry over, sentences do not: no run of 32 characters stands in both."""
    plans = list(PLAN.parent.glob(PLAN.name))
    if not plans:
        pytest.skip("没有方案原文（PLAN_TEXT），不能比对")
    plan = "".join("".join(path.read_text(encoding="utf-8").split()) for path in plans)
    length = LONGEST_COPY + 1
    runs = {plan[start : start + length] for start in range(len(plan) - length + 1)}
    for path in written_files():
        text = "".join(path.read_text(encoding="utf-8").split())
        copied = {text[start : start + length] for start in range(len(text) - length + 1)} & runs
        assert not copied, (path, copied)
