"""What may not be printed is found, said where, and told apart from what the office may print."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.campaign.disclosure import (
    LABELS,
    addresses,
    doors,
    find,
    hits_by_line,
    names,
    numbers,
    online,
    plates,
    wechat,
)

# Kind, level and the writings in which a person would still read it; the sort of thing, not anybody's own.
FOUND = {
    ("mobile", "block"): [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "138.0013.8000",
        "(138)0013-8000",
        "138（0013）8000",
        "１３８００１３８０００",
        "１３8００13８000",
        "一三八零零一三八零零零",
        "幺三八〇〇幺三八〇〇〇",
        "壹叁捌零零壹叁捌零零零",
        "1 3 8 0 0 1 3 8 0 0 0",
        "1-3-8-0-0-1-3-8-0-0-0",
        "l38OOl38OOO",
        "I38oo138ooo",
        "138001\n38000",
        "138001\r\n38000",
        "1\u200b38\u200b0013\u200b8000",
        "138\xa00013\xa08000",
        "138\u30000013\u30008000",
        "138—0013—8000",
        "138·0013·8000",
        "<b>138</b>0013<i>8000</i>",
        "138<br>00138000",
        "138&#48;0138000",
        "138&nbsp;0013&nbsp;8000",
        "138%200013%208000",
        "\\u0031\\u0033800138000",
        "①③⑧⓪⓪①③⑧⓪⓪⓪",
        "1️⃣3800138000",
        "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎",
        "1380013８０００",
        "+8613800138000",
        "+86 138 0013 8000",
        "0086-138-0013-8000",
        "86-13800138000",
        "(+86)13800138000",
        "013800138000",
        "tel:13800138000",
        "tel13800138000",
        "13800138000vx同号",
        "张三13800138000",
        "李四一三八零零一三八零零零",
        "2022-06-10 13800138000",
        "1.13800138000",
        "https://example.cn/?tel=13800138000",
        "138OO13800O",
        "138 - 0013 - 8000",
        "1\n3\n8\n0\n0\n1\n3\n8\n0\n0\n0",
        "138_0013_8000",
        "138*0013*8000",
        "手机138,0013,8000",
        "电话：138/0013/8000",
        "电话1380013800013900139000",
    ],
    ("id18", "block"): [
        "370303195801011239",
        "37030319900307123X",
        "37030319900307123x",
        "370303 19580101 1239",
        "370303-1958-01-01-1239",
        "３７０３０３１９５８０１０１１２３９",
        "三七零三零三一九五八零一零一一二三九",
        "37O3O3l958OlOll239",
        "370303195801\n011239",
        "<b>370303</b>195801011239",
        "身份证号：370303195801011230",
        "370303195801011231",
        "370303 1990 0307 123 X",
        "37030319580101123943",
        "残疾人证37030319580101123943B1",
        "残疾证号：37030319580101123043",
        "37030319900307003X43",
        "37030319580101123913800138000",
        "13800138000370303195801011239",
        "1380013800037030319900307003X",
    ],
    ("id15", "block"): [
        "身份证370303580101123",
        "身份证号：370303 580101 123",
        "证件号三七零三零三五八零一零一一二三",
        "身份证3703035801\n01123",
    ],
    ("id15", "warn"): ["370303580101123", "370303 580101 123", "三七零三零三五八零一零一一二三"],
    ("bank", "block"): [
        "6222021234567890128",
        "6222 0212 3456 7890 128",
        "4111111111111111",
        "4111-1111-1111-1111",
        "６２２２０２１２３４５６７８９０１２８",
        "卡号：9100000000000000009",
        "六二二二零二一二三四五六七八九零一二八",
        "6222O2l234567890128",
    ],
    ("plate", "block"): [
        "鲁C12345",
        "鲁C·12345",
        "鲁 C 1 2 3 4 5",
        "鲁c12345",
        "鲁Ｃ１２３４５",
        "鲁C一二三四五",
        "鲁CAB123",
        "鲁C1234挂",
        "鲁C1234学",
        "鲁CD12345",
        "鲁CF12345",
        "鲁C12345D",
        "鲁C\n12345",
        "鲁\u200bC12345",
        "鲁C-12345",
        "(鲁C12345)",
        "京A88888",
        "鲁CA1B2C",
        "鲁CO1234",
    ],
    ("address", "block"): [
        "3号楼2单元501室",
        "3号楼2单元501",
        "3栋501",
        "3栋501室",
        "3-2-501",
        "3－2－501",
        "12#楼3单元",
        "12#3单元",
        "3幢2单元",
        "2单元501",
        "2单元501室",
        "三号楼二单元五零一室",
        "十二号楼三单元一〇二",
        "３号楼２单元５０１室",
        "3 号 楼 2 单 元 5 0 1 室",
        "3号楼\n2单元501",
        "3号\u200b楼2单元",
        "3号楼501户",
        "3号楼2-501",
        "3#2-501",
        "3-501室",
        "三-二-五零一",
        "A座1203室",
        "A座1203",
        "3号楼（2单元）501",
        "3楼2门501",
        "3号楼2单元5楼东户",
        "3栋1903",
        "3号楼东单元501",
        "3号楼2单元5-0-1室",
        "（3）号楼（2）单元【501】室",
        "3.号.楼.2.单.元",
        "第3栋第2单元",
        "5幢3单元12楼1203",
        "1-2-1903",
        "3-2-501户",
        "住12-3-402户",
        "他家是3-2-501 户",
        "三-二-五零一户主",
        "3-2-501家里",
        "3-2-501张大爷",
    ],
    ("wechat", "block"): [
        "微信：zhang_san123",
        "微信号zhangsan88",
        "微信 zhangsan88",
        "VX：abc12345",
        "vx abc12345",
        "wx:abc12345",
        "加v abc12345",
        "加V：abcdefg",
        "薇信abc12345",
        "V信：abc12345",
        "ＶＸ：ａｂｃ１２３４５",
        "wxid_abc123456",
        "微信号：123456789",
        "加微zhangsan88",
        "微信<b>zhangsan88</b>",
        "微\u200b信：zhangsan88",
        "微信：zhang\nsan88",
        "➕V：abc12345",
        "VX-abc12345",
        "WeChat: zhangsanfeng",
    ],
    ("landline", "warn"): [
        "0533-1234567",
        "(0533)1234567",
        "0533 1234567",
        "05331234567",
        "０５３３-１２３４５６７",
        "0533-123-4567",
        "010-12345678",
        "+86-533-1234567",
        "电话：5244665",
        "座机52446651",
    ],
    ("name", "warn"): [
        "户主：张某",
        "户主：张某某",
        "户主张建国",
        "姓名：阿依古丽",
        "联系人：王建国",
        "联系人 王建国",
        "王大爷",
        "李 大娘",
        "赵女士",
        "欧阳先生",
        "孙师傅",
        "亓女士",
        "逯先生",
        "綦大爷",
        "仝师傅",
        "眭阿姨",
        "昝奶奶",
        "张建国大爷",
        "钱奶奶",
        "<b>周</b>阿姨",
    ],
    ("address", "warn"): [
        "三排五号",
        "3排5号",
        "3 排 5 号",
        "第三排第五户",
        "示例二村三组28号",
        "五巷3号",
        "村东第二巷5号",
        "3弄5号",
        "福兴花园3-501",
        "福兴花园3-501户",
        "示例小区12－1203",
        "501室",
        "五零一室",
        "3楼东户",
        "三层西户",
    ],
    ("qq", "warn"): ["QQ：123456789", "qq号是123456789", "扣扣12345678", "QQ 12345", "<b>Q Q</b>：123456789"],
    ("mail", "warn"): ["zhangsan@163.com", "邮箱zhang.san-1@mail.example.com", "13912@qq.com"],
    ("building", "warn"): ["3号楼", "三号楼", "12#楼", "2单元", "示例小区3栋", "3栋", "B座"],
}
CASES = [(kind, level, text) for (kind, level), texts in FOUND.items() for text in texts]


@pytest.mark.parametrize(("kind", "level", "text"), CASES)
def test_every_writing_is_found(kind: str, level: str, text: str) -> None:
    """Each identifier is found in each disguise, in a sentence, as its kind and level."""
    for sentence in (text, f"居民反映，{text}，已办结。", f"<p>{text}</p>"):
        assert (kind, level) in {(hit.kind, hit.level) for hit in find(sentence)}


@pytest.mark.parametrize(("kind", "level", "text"), CASES)
def test_a_hit_lies_on_what_was_written(kind: str, level: str, text: str) -> None:
    """Start and end are code points of the text as given, not of the text as read."""
    before = "前文㎡&amp;１"
    hits = [hit for hit in find(f"{before}，{text}，后文") if hit.kind == kind]
    assert hits
    assert all(len(before) < hit.start < hit.end <= len(before) + 1 + len(text) for hit in hits)


@pytest.mark.parametrize("kind", LABELS)
def test_every_kind_has_examples_and_a_chinese_label(kind: str) -> None:
    """No kind is without a test, and none without a word for people."""
    assert kind in {kind for kind, _ in FOUND}
    assert "一" <= LABELS[kind][0] <= "鿿"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("后来王大爷说路灯亮了", "王大爷"),
        ("后来\n王大爷说路灯亮了", "王大爷"),
        ("门口路灯王大爷反映过两次", "王大爷"),
        ("这条路李大娘天天走", "李大娘"),
        ("请来刘师傅修好了", "刘师傅"),
        ("应该感谢全楼王女士", "王女士"),
        ("后来张先生自己修好了", "张先生"),
        ("对于王大爷的话", "王大爷"),
        ("周边王大爷", "王大爷"),
        ("安排刘师傅上门", "刘师傅"),
    ],
)
def test_a_name_is_found_behind_a_word_that_ends_like_a_surname(text: str, name: str) -> None:
    """来, 路, 于 and 全 are surnames and ends of everyday words; the person stands behind them."""
    assert [(text[hit.start : hit.end], hit.kind) for hit in find(text)] == [(name, "name")]


def test_every_occurrence_is_found_in_order() -> None:
    """Not only the first: a list of numbers gives as many hits, side by side."""
    text = "13800138000、13900139000/13700137000 13600136000\n鲁C12345 鲁C54321，3-2-501，4-1-602"
    assert [text[hit.start : hit.end] for hit in find(text)] == [
        "13800138000",
        "13900139000",
        "13700137000",
        "13600136000",
        "鲁C12345",
        "鲁C54321",
        "3-2-501",
        "4-1-602",
    ]


def test_overlapping_readings_become_one_hit() -> None:
    """The address swallows its building, and a number after 微信 is a mobile once."""
    assert [(hit.kind, hit.start, hit.end) for hit in find("3号楼2单元501室")] == [("address", 0, 10)]
    assert [hit.kind for hit in find("微信号：13800138000")] == ["mobile"]


def test_a_masked_number_is_no_number() -> None:
    """What has been masked for printing may be printed."""
    assert find("138****8000，370303********1239，6222 **** **** 0128") == []


@pytest.mark.parametrize(
    "written", ["0533-5244665", "(0533)5244665", "05335244665", "5244665", "13800138000"]
)
def test_numbers_of_the_office_are_no_hits(written: str) -> None:
    """A phone the office publishes stands anywhere, in any writing, with and without area code."""
    known = ("0533-5244665", "138-0013-8000")
    assert find(f"电话：{written}") != []
    assert find(f"电话：{written}", known) == []
    assert [hit.kind for hit in find(f"电话：{written}，手机13900139000", known)] == ["mobile"]


@pytest.mark.parametrize(
    "address", ["街道办事处2号楼201室", "福兴小区３号楼1单元101室", "示例大厦B座", "村委会201室"]
)
def test_addresses_of_the_office_are_no_hits(address: str) -> None:
    """Where the office says people find it may stand anywhere, whole and with nothing run into it."""
    found = find(f"请到{address}办理。")
    assert found != []
    assert find(f"<p>请到{address}办理，周末在{address}。</p>", ("0533-5244665", address)) == []


@pytest.mark.parametrize("text", ["12号楼201室", "2号楼201室501", "2号楼2单元201室", "2号楼201"])
def test_an_address_that_is_like_that_of_the_office_is_a_hit(text: str) -> None:
    """More or fewer digits, another unit: somebody may live there."""
    assert find(text, ("街道办事处2号楼201室",)) == find(text) != []
    assert find(text, ("2号楼201室",)) == find(text)


def test_a_card_with_a_wrong_check_digit_is_warned_about_after_a_word_for_it() -> None:
    """A failing card is a warning where a word announces it and nothing where none does."""
    assert [(hit.kind, hit.level) for hit in find("银行卡号6222021234567890123")] == [("bank", "warn")]
    assert find("6222021234567890123") == []


@pytest.mark.parametrize(
    "text",
    ["37030319580101123843", "工单37030320220613001243", "工单编号：37030319580101123943",
     "2022061300370303195801", "6222021234567890123456", "0f937030319580101123943"],
)  # fmt: skip
def test_a_longer_number_is_an_identity_number_only_where_that_is_certain(text: str) -> None:
    """A wrong check digit, a word for a serial number, or a hash around it: somebody counts something."""
    assert find(text) == []


@pytest.mark.parametrize("label", ["订单号：", "工单编号 ", "流水号", "No."])
def test_a_serial_number_is_no_mobile(label: str) -> None:
    """Eleven digits after a word for a serial number are one, but a phone after 电话 stays a phone."""
    assert find(f"{label}15038472910") == []
    assert find(f"{label}20，电话15038472910") != []


@pytest.mark.parametrize(
    "text", ["收入13812345678元", "￥13812345678", "约13812345678.5平方米", "0.13812345678"]
)
def test_an_amount_is_no_mobile(text: str) -> None:
    """Money, measures and fractions of eleven digits are what they are."""
    assert find(text) == []


def test_households_that_are_counted_are_no_address() -> None:
    """Buildings, units and households counted in a project are told from a household's door."""
    counted = "改造3栋120户、5栋15单元180户，惠及12栋居民楼，新建2座泵房"
    assert [hit for hit in find(counted) if hit.level == "block"] == []
    assert [hit.kind for hit in find("3栋102室、5栋2单元")] == ["address", "address"]


def test_lines_and_columns_are_those_an_editor_shows() -> None:
    """Line from 1, columns from the start of the line; a hit over a line break runs past its line."""
    hits = hits_by_line("第一行\r\n电话 13800138000\n号码138001\n38000 鲁C12345")
    assert [(hit.line, hit.start, hit.end, hit.kind) for hit in hits] == [
        (2, 3, 14, "mobile"),
        (3, 2, 14, "mobile"),
        (4, 6, 13, "plate"),
    ]


def test_what_stands_in_attributes_and_data_is_seen() -> None:
    """The source of a page leaks where the page shows nothing: alt, href, JSON-LD."""
    page = '<img alt="王大爷"><a href="tel:13800138000">.</a><script>{"addr": "3号楼\\u0032单元"}</script>'
    assert [hit.kind for hit in find(page)] == ["name", "mobile", "address"]


def test_numbers_in_neighbouring_cells_stay_apart() -> None:
    """Cells, list items and paragraphs are not read across."""
    assert find("<td>138</td><td>0013</td><td>8000</td>") == []
    assert find("138\n\n0013\n\n8000") == []


def test_a_long_text_of_digits_is_read_in_good_time() -> None:
    """A page of nothing but digits and separators ends, and so does one of nothing but hits."""
    assert find("1 2-3." * 5000) == []
    assert len(find("13800138000，" * 2000)) == 2000


FINDERS = (numbers, addresses, plates, wechat, names, online, doors)
BEGINNINGS = "".join(kind.FIRST for kind in FINDERS)
TELLING = BEGINNINGS + "话机真el元住宅居院：:(（ 信芯Xx名系请事护表.0123456789ABab-—，<b></b>\n十百甲乙"


@pytest.mark.parametrize("kind", FINDERS)
@settings(deadline=None, max_examples=200)
@given(st.text(st.sampled_from(TELLING), max_size=40))
def test_what_gives_something_away_begins_with_what_it_is_looked_for_after(kind, text):
    """Only after such a character is it tried at all."""
    for match in re.finditer(f"[{BEGINNINGS}](?:{kind.KEYWORD})", text, re.DOTALL):
        assert match.group()[0] in kind.FIRST
