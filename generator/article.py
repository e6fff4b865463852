"""What the 公众号 editor takes (公众号文章, R3.11): a title, a digest, a body, the pictures to upload.

The editor throws away classes, ids, scripts and links that lead elsewhere. So the body has its styles written
into each tag, no attribute that comes from data, and addresses as numbered notes at its end.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import NoReturn

import msgspec

from generator import addresses, wording
from generator.campaign.problem import Problem
from generator.campaign.records import ANSWERED, Gist
from generator.campaign.vocabulary import PUBLISHED_STATES, SATISFACTIONS, STEP_KINDS
from generator.edition import Edition
from generator.errors import ContentError
from generator.overview import Overview
from generator.pictures import qr
from generator.reading.moment import as_of
from generator.reading.shelf import load

KINDS = ("community", "result", "week")
LONGEST_BODY = 17_900
# Of one text; escaped it may grow to five times as much.
LONGEST_TEXT, LONGEST_IN_LIST = 1000, 90
POLICIES_SHOWN = 3
_RED = "color:#a61b1b"
_STYLES: Mapping[str, str] = {
    "section": "padding:8px 4px;font-size:17px;line-height:1.75;color:#1d2329",
    "h3": f"margin:28px 0 12px;font-size:20px;line-height:1.4;{_RED}",
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding-left:22px",
    "li": "margin:0 0 8px",
    "strong": "font-weight:600",
    "span": "font-size:15px;color:#4a545e",
    "blockquote": "margin:0 0 16px;padding:8px 14px;border-left:4px solid #a61b1b;background:#faf7f1",
    "em": f"font-style:normal;font-size:15px;{_RED}",
}
_GROUPS = (("已经解决的", ("resolved",)), ("已经说明的", ("explained",)), ("还在办的", ()))


class Picture(msgspec.Struct, frozen=True):
    """A picture to upload (要上传的图): its file below the site's folder, and what it is."""

    file: str
    about: str


class Article(msgspec.Struct, frozen=True):
    """An article for the 公众号 (公众号文章); `body` is HTML, `pictures` begins with the cover."""

    title: str
    digest: str
    body: str
    pictures: tuple[Picture, ...]


def article(content: Path, base_url: str | None, kind: str, key: str) -> Article:
    """The article about a community, a result or the week of a day, from what is published alone."""
    found, problems = load(content)
    if found is None or any(each.level == "error" for each in problems):
        raise ContentError(problems)
    edition = Edition(found, as_of(found), base_url or found.site.holds.base_url)
    writers = {"community": of_community, "result": of_result, "week": of_week}
    return writers[kind](edition, key)


def of_community(edition: Edition, code: str) -> Article:
    """What was solved for a community (S62), the newest first."""
    overview = edition.current
    community = next((each for each in overview.communities if each.code == code), None)
    if community is None:
        known = "、".join(overview.community_names)
        _refuse("unknown_community", f"没有代码是“{code}”的社区。可以写：{known}。")
    tally = overview.community_tally(code)
    sentence = wording.community_sentence(community.name, tally)
    text = _Text(edition, addresses.community(overview.number, code), overview.community_cards[code].href)
    results = [line.gist for line in overview.order.by_community[code]]
    text.lead(f"{sentence}。已公布 {len(results):,} 件，新的在前。", edition.as_of)
    phone = f"社区电话 {community.phone}，" if community.phone else ""
    text.close(f"有事找网格员，{phone}也可以随时拨打 12345。")
    text.results(overview, results, with_community=False)
    return text.article(wording.community_title(community.name, tally), f"{sentence}。{community.about}")


def of_result(edition: Edition, issue_no: str) -> Article:
    """One result: what was said, what was done, how long it took, who says so."""
    overview = edition.overview_of(issue_no)
    if issue_no not in overview.order.by_number:
        _refuse("not_published", f"编号 {issue_no} 没有公示，不能写成文章。请核对编号，或先公示。")
    result = overview.record(overview.order.by_number[issue_no].gist)
    place = overview.community_names[result.community_code]
    text = _Text(edition, addresses.result(issue_no), overview.field_cards[result.field].href)
    text.lead(f"{place} · {overview.field_labels[result.field]} · 编号 {issue_no}", edition.as_of)
    text.close("同样的事，可以找网格员，也可以随时拨打 12345。")
    policies = edition.policies_by_field.get(result.field, ())[:POLICIES_SHOWN]
    noted = [(each.front.title, text.note(f"{addresses.POLICIES}{each.slug}/")) for each in policies]
    text.add(_tag("h3", "居民反映"), _tag("p", _said(result.summary)))
    state = f"{PUBLISHED_STATES[result.state]}：{wording.who_says(result)}。"
    text.add(_tag("h3", "办得怎么样"), _tag("p", _tag("strong", _said(state))))
    if result.outcome:
        text.add(_tag("p", _said(result.outcome)))
    clock = wording.clock(result, issue_no in overview.overdue)
    text.add(_tag("blockquote", f"{_said(clock.headline)}<br>{_small(clock.detail)}"))
    if result.satisfaction:
        text.add(_tag("p", _said(f"回访时居民说：{SATISFACTIONS[result.satisfaction]}。")))
    for photo in result.photos:
        when = "办之前" if photo.when == "before" else "办好以后"
        text.picture(addresses.photo(overview.number, photo.file), f"{when}：{photo.alt}")
    text.listing("一步一步怎么办的", (_step(each.on, each.kind, each.text) for each in result.steps))
    text.listing("用得上的政策", (_said(title + mark) for title, mark in noted))
    return text.article(result.title, result.outcome or result.summary)


def of_week(edition: Edition, day: str) -> Article:
    """What was published in the week, Monday to Sunday, in which a day lies."""
    try:
        given = datetime.date.fromisoformat(day)
    except ValueError:
        _refuse("bad_day", f"“{day}”不是日期，要写成 2022-08-05 这样。")
    first = given - datetime.timedelta(days=given.weekday())
    last = first + datetime.timedelta(days=6)
    overview, results = _published_between(edition, first.isoformat(), last.isoformat())
    span = wording.span(first.isoformat(), last.isoformat())
    if not results:
        _refuse("empty_week", f"{span}这一周没有公布过结果，写不成文章。请换一个日期。")
    solved = sum(each.state == "resolved" for each in results)
    said = f"一周办成 {solved:,} 件事" if solved else f"一周公布 {len(results):,} 件事"
    text = _Text(edition, addresses.results(overview.number), edition.card.href)
    lead = f"{span}，公布了 {len(results):,} 件事的结果，其中已解决 {solved:,} 件。"
    text.lead(lead, edition.as_of)
    text.close("有事找网格员，也可以随时拨打 12345。")
    text.results(overview, results, with_community=True)
    return text.article(f"{said}：{span}", lead + "；".join(each.title for each in results))


def _published_between(edition: Edition, first: str, last: str) -> tuple[Overview, list[Gist]]:
    """The results of the campaign that published most in these days."""
    found = [
        (overview, [line.gist for line in overview.lines if first <= line.gist.published_on <= last])
        for overview in edition.years
    ]
    return max(found, key=lambda each: len(each[1]))


class _Text:
    """A body in the making (正文): what ends it is known first, so that lists take the room that is left."""

    def __init__(self, edition: Edition, address: str, cover: str) -> None:
        self.edition = edition
        self.pictures = [Picture(cover, "封面")]
        self.blocks: list[str] = []
        self.notes: list[str] = []
        self.ending = ""
        self.mark = self.note(address)
        self.code = qr.code_of(address, edition.base_url)

    def note(self, address: str) -> str:
        """The mark of a note that holds an address; nothing where the site does not know its own."""
        whole = self.edition.canonical(address)
        if whole is None:
            return ""
        self.notes.append(whole)
        return f"[{len(self.notes)}]"

    def lead(self, sentence: str, moment: str | None) -> None:
        told = f"{self.edition.site.publisher} · 数据截至 {moment}" if moment else self.edition.site.publisher
        self.add(_tag("p", f"{_tag('strong', _said(sentence))}<br>{_small(told)}"))

    def close(self, sentence: str) -> None:
        where = f"全部经过和最新进展见网页{self.mark}。" if self.mark else ""
        self.ending = _tag("p", _said(where + sentence)) + _tag("p", _small(self.edition.site.corrections))

    def add(self, *blocks: str) -> bool:
        """Take these blocks, if there is room for all of them."""
        fits = len(self._whole((*self.blocks, *blocks))) <= LONGEST_BODY
        if fits:
            self.blocks += blocks
        return fits

    def picture(self, file: str, about: str) -> None:
        """A place for a picture, which the editor uploads."""
        if self.add(self._place(len(self.pictures), about)):
            self.pictures.append(Picture(file, about))

    def listing(self, heading: str, items: Iterable[str]) -> None:
        """A list under a heading, as far as there is room."""
        taken: list[str] = []
        for item in items:
            if len(self._whole((*self.blocks, _listed(heading, [*taken, item])))) > LONGEST_BODY:
                break
            taken.append(item)
        if taken:
            self.blocks.append(_listed(heading, taken))

    def results(self, overview: Overview, results: list[Gist], *, with_community: bool) -> None:
        """The results by how they stand, each group the newest first; how many had no room is told."""
        left = 0
        for heading, states in _GROUPS:
            group = [
                each for each in results if (each.state in states if states else each.state not in ANSWERED)
            ]
            rows = (_row(overview, each, with_community=with_community) for each in group)
            taken = sum(self._taken(heading, rows))
            left += len(group) - taken
        if left:
            self.blocks.append(_tag("p", _said(f"另有 {left:,} 件，见网页{self.mark}。")))

    def _taken(self, heading: str, rows: Iterable[str]) -> Iterator[bool]:
        first: tuple[str, ...] = (_tag("h3", heading),)
        for row in rows:
            # What tells that more had no room needs some itself.
            if len(self._whole((*self.blocks, *first, row))) > LONGEST_BODY - 200:
                return
            self.add(*first, row)
            first = ()
            yield True

    def article(self, title: str, digest: str) -> Article:
        pictures = [*self.pictures]
        if self.code is not None:
            pictures.append(Picture(self.code.href, "二维码"))
        return Article(
            wording.title(_line(title)),
            wording.description(_line(digest)),
            self._whole(self.blocks),
            tuple(pictures),
        )

    def _whole(self, blocks: Iterable[str]) -> str:
        code = self._place(len(self.pictures), "二维码，长按就能打开网页") if self.code else ""
        notes = "<br>".join(_small(f"[{number}] {each}") for number, each in enumerate(self.notes, 1))
        ending = self.ending + code + (_tag("p", notes) if notes else "")
        return _tag("section", "".join(blocks) + ending)

    @staticmethod
    def _place(number: int, about: str) -> str:
        return _tag("p", _tag("em", _said(f"【图 {number} 放在这里：{about}】", LONGEST_TEXT // 2)))


def _row(overview: Overview, gist: Gist, *, with_community: bool) -> str:
    """A result in a list: the message, where and how long, what was done."""
    result = overview.record(gist)
    place = [overview.community_names[result.community_code]] if with_community else []
    timing = wording.timing(result, result.issue_no in overview.overdue)
    beside = " · ".join([*place, overview.field_labels[result.field], timing])
    told = _said(result.outcome or result.summary, LONGEST_IN_LIST)
    return _tag("p", f"{_tag('strong', _said(result.title))}<br>{_small(beside)}<br>{told}")


def _step(on: str, kind: str, text: str) -> str:
    return _said(f"{wording.short_day(on)} {STEP_KINDS[kind]}：{text}", LONGEST_TEXT // 4)


def _listed(heading: str, items: Iterable[str]) -> str:
    return _tag("h3", _said(heading)) + _tag("ul", "".join(_tag("li", each) for each in items))


def _tag(name: str, inside: str) -> str:
    return f'<{name} style="{_STYLES[name]}">{inside}</{name}>'


def _small(text: str) -> str:
    """A line in small type."""
    return _tag("span", _said(text))


def _said(text: str, longest: int = LONGEST_TEXT) -> str:
    """A text on one line, no longer than it may be, safe inside a tag."""
    line = _line(text)
    return escape(line if len(line) <= longest else f"{line[: longest - 1]}…", quote=False)


def _line(text: str) -> str:
    return " ".join(text.split())


def _refuse(code: str, message: str) -> NoReturn:
    raise ContentError([Problem("article", 0, code, message)])
