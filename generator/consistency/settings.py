"""Whether the settings fit together (配置核对): identifiers, calendar, phases, places, units, prompts."""

import datetime
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from generator.campaign import identifiers
from generator.campaign.configuration import COMPLAINTS, Campaign, Form, Site, WorkdayYear
from generator.campaign.places import Units
from generator.campaign.problem import Problem
from generator.campaign.vocabulary import FIELDS, UNIT_LEVELS
from generator.campaign.web_address import BASE_URL_FORM, is_address, is_base_url
from generator.campaign.workdays import turn_of_year
from generator.consistency.noting import community_codes, is_code, known_fields, noted, repeated, unknown
from generator.reading.check import nearest
from generator.reading.content import Content, Source, Year
from generator.reading.published import RESERVED

PROMPT_KINDS = ("question", "opinion")


def problems(content: Content) -> Iterator[Problem]:
    """Everything about the YAML files that the office writes."""
    yield from _site(content)
    yield from _workdays(content.workdays)
    for year in content.years:
        yield from _campaign(year)
        yield from _places(year)
        yield from _units(year)
        yield from _quotas(year)
        yield from _form(year.form, known_fields(year))


# site.yaml and workdays.yaml

_IDENTIFIERS: dict[str, tuple[Callable[[str], bool], str]] = {
    "site_code": (identifiers.is_site_code, "10 位数字、bm 加 8 位数字或 N 加 9 位数字"),
    "icp": (identifiers.is_icp, "“鲁ICP备12345678号”这样的形式"),
    "police": (identifiers.is_police_filing, "“鲁公网安备37000000000000号”这样的形式"),
}


_ON_DOCUMENTS = ("issuer", "document_no", "index_no", "signed_on", "issued_on", "validity")


def _site(content: Content) -> Iterator[Problem]:
    source = content.site
    site: Site = source.holds
    for name, (is_right, wanted) in _IDENTIFIERS.items():
        found = getattr(site, name)
        if found is not None and not is_right(found):
            yield noted(source, "identifier", f"“{name}”写的是“{found}”，要写成{wanted}。没有就删掉。", name)
    if site.base_url is not None and not is_base_url(site.base_url):
        message = f"“base_url”写的是“{site.base_url}”，要写成 {BASE_URL_FORM}。"
        yield noted(source, "base_url", message, "base_url")
    if site.wechat_signature is not None and not re.fullmatch(r"/[\w./-]*", site.wechat_signature, re.ASCII):
        message = f"“wechat_signature”写的是“{site.wechat_signature}”，要写成 /wechat/signature 这样的地址。"
        yield noted(source, "wechat_signature", message, "wechat_signature")
    for place, way in enumerate(site.ways_to_be_heard):
        if way.link is not None and way.link != COMPLAINTS and not is_address(way.link):
            message = f"“link”写的是“{way.link}”，要写成 {COMPLAINTS}（走访意见），或者 https:// 开头的网址。"
            yield noted(source, "link", message, "ways_to_be_heard", place, "link")
    if content.year(site.current_year) is None:
        message = (
            f"“current_year”是 {site.current_year}，可是没有文件夹 {site.current_year}。请改正，或建立它。"
        )
        yield noted(source, "unknown_year", message, "current_year")


def missing_identifiers(content: Content, base_url: str | None) -> Iterator[Problem]:
    """What a site in real use must have and `--strict` asks for (R1.4)."""
    site = content.site.holds
    for name in (*_IDENTIFIERS, "base_url"):
        if getattr(site, name) is None and not (name == "base_url" and base_url):
            message = f"少了“{name}”。正式网站必须填；演示时不要加 --strict。"
            yield noted(content.site, "missing_identifier", message)
    if site.demo:
        yield noted(content.site, "demo", "“demo”是 true。正式网站请改成 false。", "demo")
    address = base_url or site.base_url
    if address is not None and not address.startswith("https://"):
        message = f"网站正式地址是“{address}”。政府网站要用 https 开头的，证书装好再上线。"
        yield noted(content.site, "no_https", message)
    yield from _incomplete_documents(content)


def _incomplete_documents(content: Content) -> Iterator[Problem]:
    """Documents whose block lacks what the original carries (公文信息, R1.6)."""
    for policy in content.policies:
        if policy.front.official is not None:
            missing = [name for name in _ON_DOCUMENTS if getattr(policy.front.official, name) is None]
            if missing:
                message = f"公文信息少了 {'、'.join(missing)}。请照原文补上；原文没有的，去掉 official。"
                yield noted(policy, "official_incomplete", message, "official")


def _workdays(source: Source[tuple[WorkdayYear, ...]]) -> Iterator[Problem]:
    for place, year in repeated([each.year for each in source.holds]):
        yield noted(source, "repeated", f"{year} 年写了两次。请留一个。", place, "year")
    rest = {day for table in source.holds for day in table.rest}
    for place, table in enumerate(source.holds):
        for name in ("rest", "make_up"):
            days = getattr(table, name)
            # The notice for a year may name the last days of December before.
            first = turn_of_year(table.year - 1)
            for number, day in enumerate(days):
                if day.year != table.year and not first <= day < datetime.date(table.year, 1, 1):
                    message = (
                        f"{day} 不在 {table.year} 年，也不在元旦前那几天（{first} 起）。请移到它那一年。"
                    )
                    yield noted(source, "wrong_year", message, place, name, number)
            for number, day in repeated(days):
                yield noted(source, "repeated", f"{day} 写了两次。请留一个。", place, name, number)
        for number, day in enumerate(table.make_up):
            if day.weekday() < 5 or day in rest:
                message = f"{day} 不是周末，或者同时写成了休息日，不能是调休上班日。请核对放假通知。"
                yield noted(source, "make_up", message, place, "make_up", number)


# <year>/campaign.yaml, places.yaml, units.yaml, form.yaml


def _campaign(year: Year) -> Iterator[Problem]:
    source = year.campaign
    campaign: Campaign = source.holds
    if f"{campaign.year}" != Path(source.file).parent.name:
        message = f"“year”是 {campaign.year}，和所在的文件夹不一样。请改成一样。"
        yield noted(source, "wrong_year", message, "year")
    fields = [each.code for each in campaign.fields]
    if fields != list(campaign.field_labels()):
        message = f"“fields”要按这个次序写全：{'、'.join(campaign.field_labels())}。"
        yield noted(source, "fields", message, "fields")
    yield from _phases(source)
    limits = campaign.limits
    if not 0 < limits.proposal <= limits.general <= limits.major <= limits.critical:
        message = "时限要从小到大：proposal、general、major、critical，都大于 0。"
        yield noted(source, "limits", message, "limits")


def _phases(source: Source[Campaign]) -> Iterator[Problem]:
    phases = source.holds.phases
    for place, code in repeated([each.code for each in phases]):
        yield noted(source, "repeated", f"阶段“{code}”写了两次。请换一个代码。", "phases", place, "code")
    for place, phase in enumerate(phases):
        if phase.ends_on < phase.starts_on:
            message = f"“{phase.title}”结束（{phase.ends_on}）早于开始（{phase.starts_on}）。请核对。"
            yield noted(source, "date_order", message, "phases", place, "ends_on")
        if place and phase.starts_on <= phases[place - 1].ends_on:
            before = phases[place - 1]
            message = (
                f"“{phase.title}”开始（{phase.starts_on}）时“{before.title}”还没有结束（{before.ends_on}）。"
            )
            yield noted(source, "overlap", message + "阶段不能重叠，请核对。", "phases", place, "starts_on")


def _places(year: Year) -> Iterator[Problem]:
    source = year.places
    communities = source.holds.communities
    if not communities:
        yield noted(source, "empty", "“communities”里没有社区。请至少写一个。", "communities")
    for place, community in enumerate(communities):
        where = ("communities", place)
        yield from _code_is_right(source, community.code, *where, "code")
        if community.code in RESERVED:
            message = f"“{community.code}”另有用处，不能作社区代码。请换一个。"
            yield noted(source, "reserved", message, *where, "code")
        if community.collator is None:
            message = f"“{community.name}”没有写专门整理诉求的人（collator）。每个社区都要有。"
            yield noted(source, "missing_key", message, *where)
    for place, code in repeated([each.code for each in communities]):
        message = f"社区“{code}”写了两次。请换一个代码。"
        yield noted(source, "repeated", message, "communities", place, "code")
    grids = [(c, g, grid) for c, each in enumerate(communities) for g, grid in enumerate(each.grids)]
    for c, g, grid in grids:
        yield from _code_is_right(source, grid.code, "communities", c, "grids", g, "code")
    for place, code in repeated([grid.code for _, _, grid in grids]):
        c, g, _ = grids[place]
        message = f"网格“{code}”写了两次。请换一个代码。"
        yield noted(source, "repeated", message, "communities", c, "grids", g, "code")
    helped, known = source.holds.city_units_help, community_codes(year)
    if helped is not None and helped not in known:
        yield noted(source, "unknown_community", unknown("社区", helped, known), "city_units_help")


def _code_is_right(source: Source[Any], code: str, *path: str | int) -> Iterator[Problem]:
    if not is_code(code):
        message = f"代码“{code}”要写进网址，只能用小写字母、数字和短横线，例如 fuxing、example-1。"
        yield noted(source, "code", message, *path)


def _units(year: Year) -> Iterator[Problem]:
    source = year.units
    held: Units = source.holds
    for place, unit in enumerate(held.units):
        yield from _code_is_right(source, unit.code, "units", place, "code")
        if unit.level not in UNIT_LEVELS:
            message = f"“level”写的是“{unit.level}”。{nearest(unit.level, UNIT_LEVELS)}"
            yield noted(source, "wrong_value", message, "units", place, "level")
    for place, code in repeated([each.code for each in held.units]):
        yield noted(source, "repeated", f"单位“{code}”写了两次。请换一个代码。", "units", place, "code")


def _quotas(year: Year) -> Iterator[Problem]:
    source = year.units
    quotas, arrangements = source.holds.quotas, source.holds.arrangements
    for place, quota in enumerate(quotas):
        yield from _pair_is_known(year, quota.unit, quota.community, "quotas", place)
    for place, visit in enumerate(arrangements):
        yield from _pair_is_known(year, visit.unit, visit.community, "arrangements", place)
        if visit.ends_on < visit.starts_on:
            message = f"走访结束（{visit.ends_on}）早于开始（{visit.starts_on}）。请核对。"
            yield noted(source, "date_order", message, "arrangements", place, "ends_on")
    for place, (unit_code, community) in repeated([(each.unit, each.community) for each in quotas]):
        message = f"“{unit_code}”在“{community}”的户数写了两次。请合成一行。"
        yield noted(source, "repeated", message, "quotas", place)


def _pair_is_known(year: Year, unit: str, community: str, part: str, place: int) -> Iterator[Problem]:
    units, communities = [each.code for each in year.units.holds.units], community_codes(year)
    if unit not in units:
        yield noted(year.units, "unknown_unit", unknown("单位", unit, units), part, place, "unit")
    if community not in communities:
        message = unknown("社区", community, communities)
        yield noted(year.units, "unknown_community", message, part, place, "community")


def _form(source: Source[Form], fields: list[str]) -> Iterator[Problem]:
    prompts = source.holds.prompts
    for place, number in repeated([each.no for each in prompts]):
        yield noted(source, "repeated", f"第 {number} 问写了两次。请改编号。", "prompts", place, "no")
    for place, prompt in enumerate(prompts):
        for number, field in enumerate(prompt.fields):
            if field not in fields:
                message = unknown("领域", field, fields)
                yield noted(source, "unknown_field", message, "prompts", place, "fields", number)
        if prompt.kind not in PROMPT_KINDS:
            message = f"“kind”写的是“{prompt.kind}”。{nearest(prompt.kind, PROMPT_KINDS)}"
            yield noted(source, "wrong_value", message, "prompts", place, "kind")
    unasked = set(FIELDS) - {field for prompt in prompts for field in prompt.fields}
    if unasked:
        message = f"九问里没有一问通到这些领域：{'、'.join(sorted(unasked))}。请加到某一问的 fields 里。"
        yield noted(source, "unasked_field", message, "prompts", level="warning")
