"""Nobody on the roster gets out in a built site, by any channel, and the gate itself gives nobody away."""

import json
import struct
import zlib
from pathlib import Path
from urllib.parse import quote

import pytest

from collector.desk.publishing.leaks import Leak, Roster, published_contacts, roster_of, scan, scan_site
from collector.rules.homes.household import Resident
from tests.makers import make_desk, make_year

NAME, SHORT_NAME, PHONE, LANDLINE = "示建国", "高峰", "13900001234", "0533-2345678"
ADDRESS = "福兴社区示例小区12号楼3单元501室"
ROSTER = Roster([NAME, SHORT_NAME], [PHONE, LANDLINE], [ADDRESS])


def kinds(text: str | bytes, name: str = "page.html") -> list[tuple[str, str]]:
    content = text if isinstance(text, bytes) else text.encode()
    return sorted({(leak.kind, leak.level) for leak in scan([(name, content)], ROSTER)})


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    made = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + made


@pytest.mark.parametrize(
    "written",
    [
        PHONE,
        "139 0000 1234",
        "139-0000-1234",
        "１３９００００１２３４",
        "一三九零零零零一二三四",
        "1\u200b39\u200b00001234",
        "l39OOOOl234",
        "<b>139</b>0000<i>1234</i>",
        "139&nbsp;0000&nbsp;1234",
        "139%200000%201234",
        "+8613900001234",
        "139000\n01234",
        "订单号13900001234",
    ],
)
def test_a_phone_is_found_in_every_disguise(written: str) -> None:
    """What the detector sees through, the gate sees through."""
    assert kinds(f"<p>请打{written}。</p>") == [("phone", "block")]


@pytest.mark.parametrize("written", ["0533-2345678", "05332345678", "2345678", "234 5678", "234-5678"])
def test_a_landline_is_found_with_and_without_area_code(written: str) -> None:
    """A private landline is a phone as well."""
    assert kinds(f"座机{written}") == [("phone", "block")]


@pytest.mark.parametrize("written", ["12345678", "2022-2345678", "23456789", "2345678-1"])
def test_a_longer_number_is_no_landline(written: str) -> None:
    """Seven digits inside another number are not that phone."""
    assert kinds(f"索引{written}号") == []


@pytest.mark.parametrize(
    "written", [NAME, "示 建国", "示\u3000建国", "示 建 国", "示\u200b建国", "&#31034;建国", quote(NAME)]
)
def test_a_name_of_three_is_a_block(written: str) -> None:
    """A full name stops the build, spaced out or escaped."""
    assert kinds(f"感谢{written}同志") == [("name", "block")]


@pytest.mark.parametrize("unseen", "\u3164\uffa0\u2800\ufffc\u180b\u0332\u0305\u20dd\u05bf")
def test_what_cannot_be_seen_and_what_is_drawn_over_it_hides_nobody(unseen: str) -> None:
    """Fillers, blanks that are no blanks, and marks over, under and around a character."""
    written = [unseen.join(each) for each in (NAME, PHONE, ADDRESS)]
    assert [kinds(f"<p>{each}</p>") for each in written] == [
        [("name", "block")],
        [("phone", "block")],
        [("address", "block")],
    ]


def test_a_name_of_two_is_a_warning() -> None:
    """高峰 is a word too: a person decides."""
    assert kinds("早高峰时段") == [("name", "warn")]


# A name, a house and a local number as they are written in ordinary pages and notices.
IN_ORDINARY_WRITING = {
    "name": ("高示例", [
        "高<strong>示例</strong>", "高\n示例", "高示\n例", "高<br />\n示例", "高&nbsp;示例", "高  示例",
        "高\u00a0示例", "高·示例", "高－示例", "⾼示例", "高<wbr>示例", "高\U000e0100示例",
        '<a title="高 示例">他</a>', "高\\n示例", '北<a href="/?q=高　示例">村</a>',
    ]),
    "address": ("北村23号", [
        "北村 23 号", "北村<strong>23</strong>号", "北村23號", "北村（23号）", "北村\n23号",
        "北村&nbsp;23号", "北村-23号", "北村 二十三 号", "北村贰拾叁号", "北村⼆⼗三号",
    ]),
    "phone": ("0533-6012345", [
        "601.2345", "六零一二三四五", "601\n2345", "601<b>2345</b>", "60<b>1</b>2345", "601－2345",
        "(0533)6012345", "0533-6012345",
    ]),
}  # fmt: skip


def roster_with(kind: str, cell: str) -> Roster:
    return Roster(**{{"name": "names", "address": "addresses", "phone": "phones"}[kind]: [cell]})


@pytest.mark.parametrize(
    ("kind", "cell", "written"),
    [(kind, cell, written) for kind, (cell, ways) in IN_ORDINARY_WRITING.items() for written in ways],
)
def test_what_stands_inside_a_word_hides_nobody(kind: str, cell: str, written: str) -> None:
    """Blanks, tags, line breaks, dots and the signs a PDF leaves are read through wherever they stand."""
    text = f"<p>请到{written}家里看看。</p>"
    found = roster_with(kind, cell).find(text)
    assert {(match.kind, match.level) for match in found} == {(kind, "block")}
    assert all(text[match.start : match.end] in written for match in found)


@pytest.mark.parametrize(
    "text",
    [
        "李示、国庆", "李示，国庆", "李示。国庆节", "李示 国庆", "李示（国庆）", "李示——国庆",
        "李示 · 国庆", "李示-国庆", "李示\n\n国庆", "李示\n- 国庆", "李示\n1. 国庆", "“李示”“国庆”",
        "<li>李示</li><li>国庆</li>", "<td>李示</td>\n<td>国庆</td>", "<p>李示</p>\n<p>国庆</p>",
        "李示,国庆", '["李示","国庆"]', "2016示国门", "6月23号", "北村6月23号", "北村，23号前报名",
        "北村：23号", "北村、23号", "北村2-3号楼", "北村2－3号", "北村2、3号", "北村 2 3号", "北村23号楼",
        "北村 23 号楼", "北村123号", "北村2.3号", "<td>北村</td><td>23号</td>", "北村\n\n23号",
        "北村——23号", "601,2345", "601、2345", "601/2345", "60 12345", "6 01 23 45", "1601 2345",
        "601 23456", "2022-601-2345", "601—602", "<td>601</td><td>2345</td>", "601。2345",
    ],
)  # fmt: skip
def test_words_side_by_side_are_nobody(text: str) -> None:
    """What ends a clause, a paragraph, an item or a cell stands between two things, and so does a date."""
    roster = Roster(["李示国", "陆示国"], ["6012345"], ["北村23号"])
    assert roster.find(text) == []


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"names": ["王\U00020bb7示"]}, "王\U00020bb7示家"),
        ({"names": ["买买提•示例"]}, "买买提•示例"),
        ({"names": ["买买提•示例"]}, "买买提·示例"),
        ({"names": ["高示例（户主）"]}, "高示例家"),
        ({"names": ["高示例、李小示"]}, "李小示家"),
        ({"phones": ["13900001234、0533-6012345"]}, "6012345"),
        ({"phones": ["6012345"]}, "0533－６０１２３４５"),
        ({"addresses": ["北村二十三号"]}, "北村23号"),
        ({"addresses": ["北村23号（东户）"]}, "北村 23号"),
    ],
)
def test_a_cell_of_the_roster_is_looked_for_as_it_is_filled_in(
    cells: dict[str, list[str]], text: str
) -> None:
    """Rare ideographs, dots of every kind, remarks, two in a cell."""
    assert {match.level for match in Roster(**cells).find(text)} == {"block"}


def test_a_site_that_an_earlier_way_of_looking_passed_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark of a roster tells also how it is looked for."""
    before = Roster([NAME]).mark("salt")
    assert Roster([NAME]).mark("salt") == before
    monkeypatch.setattr("collector.desk.publishing.leaks._WAY", 0)
    assert Roster([NAME]).mark("salt") != before


@pytest.mark.parametrize(
    "written",
    [ADDRESS, "福兴社区示例小区十二号楼三单元五零一室", "福兴社区示例小区１２号楼３单元５０１室"],
)
def test_a_full_address_is_a_block(written: str) -> None:
    """An address is found in digits and in numerals."""
    assert kinds(f"地点：{written}") == [("address", "block")]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("3排5号", "三排5号"), ("三排五号", "3 排 5 号"), ("五巷三号", "5巷3号"), ("3组12号", "三组十二号"),
        ("3号楼2单元501", "3栋2单元501室"), ("3号楼2单元501", "三幢二单元五零一"),
        ("3栋2单元501", "3号楼2单元501"),
        ("3幢2单元501", "3栋2单元501"), ("3#楼2单元501", "3号楼2单元501"), ("3号楼2单元501", "3#樓2单元501"),
    ],
)  # fmt: skip
def test_a_door_is_the_same_however_its_building_or_row_is_written(cell: str, written: str) -> None:
    """号楼, 栋, 幢 and #楼 are one word, and a short door in a village is a door."""
    assert {match.kind for match in Roster(addresses=[cell]).find(f"住在{written}，")} == {"address"}


@pytest.mark.parametrize("text", ["13排5号", "3排5号楼", "3排15号", "13栋2单元501", "3栋2单元5012"])
def test_a_longer_number_is_another_door(text: str) -> None:
    """Somebody else's, or nobody's."""
    assert Roster(addresses=["3排5号", "3号楼2单元501"]).find(text) == []


def test_a_house_is_not_the_building_of_the_same_number() -> None:
    """12号 is somebody's house, 12号楼 and 112号 are not."""
    roster = Roster(addresses=["示例村三巷12号", "5号"])
    assert scan([("a", "示例村三巷12号楼、示例村三巷12号线，5号".encode())], roster) == []
    assert scan([("a", "示例村三巷12号。".encode())], roster) == [Leak("a", 1, "address", "block")]


CHANNELS = {
    "page.html": f'<img alt="{NAME}">'.encode(),
    "link.html": f'<a href="/search/?q={quote(NAME)}">搜索</a>'.encode(),
    "jsonld.html": f'<script type="application/ld+json">{json.dumps({"name": NAME})}</script>'.encode(),
    "data.json": json.dumps([{"summary": f"{NAME}家"}]).encode(),
    "data.csv": f"\ufeff编号,标题\r\n1,{NAME}家漏水\r\n".encode(),
    "feed.xml": f"<title>{''.join(f'&#{ord(char)};' for char in NAME)}</title>".encode(),
    "search/01.json": json.dumps({"示建": [1], "text": NAME}, ensure_ascii=False).encode(),
    "photo.png": png((b"IHDR", bytes(13)), (b"iTXt", b"Author\0\0\0\0\0" + NAME.encode())),
    "photo.jpg": b"\xff\xd8\xff\xe1\0\x20Exif\0\0" + NAME.encode("utf-16-le") + b"\0\xff\xd9",
    "odd.jpg": b"\xff\xd8\xff\xe1\0\x20Exif\0\0\0" + NAME.encode("utf-16-le") + b"\0\xff\xd9",
}


@pytest.mark.parametrize("name", CHANNELS)
def test_every_channel_is_read(name: str) -> None:
    """Pages, links, JSON-LD, data, feed, search and what pictures carry inside."""
    assert kinds(CHANNELS[name], name) == [("name", "block")]


def test_a_file_name_is_read_and_not_repeated() -> None:
    """A leak in a file's name is reported without the name, also for what the file holds."""
    leaks = scan([(f"photos/{PHONE}-{quote(NAME)}.jpg", PHONE.encode())], ROSTER)
    assert {(leak.line, leak.kind) for leak in leaks} == {(0, "phone"), (0, "name"), (1, "phone")}
    assert {leak.place for leak in leaks} == {"photos/＊＊＊-＊＊＊.jpg"}


def test_a_leak_says_where_and_never_what() -> None:
    """Place, line, kind, level, each told once; no value in any representation."""
    leaks = scan([("a.html", f"<p>\n{NAME}{NAME}\n{ADDRESS}".encode())], ROSTER)
    assert leaks == [Leak("a.html", 2, "name", "block"), Leak("a.html", 3, "address", "block")]
    for said in (repr(leaks), repr(ROSTER), str(ROSTER)):
        assert not any(value in said for value in (NAME, PHONE, ADDRESS, "12号楼"))


def test_what_the_office_publishes_is_exempt() -> None:
    """A contact in site.yaml or places.yaml may stand anywhere, also if its owner is on the roster."""
    roster = Roster(
        [NAME], [PHONE, LANDLINE], [ADDRESS], published=[NAME, "139 0000 1234", LANDLINE, ADDRESS]
    )
    assert scan([("a.html", f"{NAME} {PHONE} 2345678 {ADDRESS}".encode())], roster) == []


def test_contacts_of_the_campaign_are_read_from_its_files() -> None:
    """Every phone and office that the year publishes is among the exempt."""
    year = make_year()
    published = set(published_contacts(year))
    assert year.site.phone in published
    assert {each.phone for each in year.places.communities if each.phone} <= published


def test_an_empty_roster_finds_nothing() -> None:
    """An installation before its first import can build."""
    assert scan([("a.html", f"{NAME} {PHONE}".encode())], Roster()) == []
    assert scan([("a.html", f"{NAME} {PHONE} 无".encode())], Roster(["", "无"], [""], [""])) == []


def test_the_office_may_be_named_in_short_as_well(tmp_path: Path) -> None:
    """Who lives in the house of the office does not hide its address, in whichever form it is written."""
    desk = make_desk(tmp_path)
    house = desk.year.site.address or ""
    desk.registers.residents.add(
        Resident(household_code="fuxing-0001", community_code="fuxing", address=f"湖田街道{house}", name=NAME)
    )
    roster = roster_of(desk)
    desk.store.close()
    assert roster.find(f"地址：{house}") == []


def test_an_address_with_province_and_subdistrict_is_found_in_short(tmp_path: Path) -> None:
    """Nobody who lives there writes more than the village and the number."""
    desk = make_desk(tmp_path)
    fields = {"household_code": "fuxing-0001", "community_code": "fuxing"}
    desk.registers.residents.add(Resident(**fields, address="山东省示例市湖田街道福兴社区 北村23号"))
    roster = roster_of(desk)
    desk.store.close()
    for text in ("北村23号门口", "福兴社区北村 23 号", "湖田街道福兴社区北村23号"):
        assert {match.kind for match in roster.find(text)} == {"address"}


def test_a_site_is_read_whole_or_only_where_it_changed(tmp_path: Path) -> None:
    """The folder is walked, pictures and all; `only` names the files that were written."""
    (tmp_path / "2022").mkdir()
    (tmp_path / "2022" / "old.html").write_text(NAME, "utf-8")
    (tmp_path / "new.html").write_text(f"\n{PHONE}", "utf-8")
    assert [leak.place for leak in scan_site(tmp_path, ROSTER)] == ["2022/old.html", "new.html"]
    assert scan_site(tmp_path, ROSTER, ["new.html"]) == [Leak("new.html", 2, "phone", "block")]


def test_the_roster_is_everybody_in_the_store(tmp_path: Path) -> None:
    """Names, phones and addresses of the residents, the last also without the community before them."""
    desk = make_desk(tmp_path)
    fields = {"household_code": "fuxing-0001", "community_code": "fuxing"}
    desk.registers.residents.add(Resident(**fields, address=ADDRESS, name=NAME, phone=PHONE))
    roster = roster_of(desk)
    desk.store.close()
    text = f"{NAME}\n{PHONE}\n{ADDRESS.removeprefix('福兴社区')}\n0533-0000000"
    assert [(leak.line, leak.kind) for leak in scan([("a", text.encode())], roster)] == [
        (1, "name"),
        (2, "phone"),
        (3, "address"),
    ]
