"""Identifiers made at random, in every disguise a person reads through, at a random place: all are found."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.campaign.disclosure import find
from generator.campaign.disclosure.credentials import passes_luhn

Rng = random.Random
HAN = "零一二三四五六七八九"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def digits(rng: Rng, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def mobile(rng: Rng) -> str:
    return f"1{rng.choice('3456789')}{digits(rng, 9)}"


def identity(rng: Rng) -> str:
    """An identity number with its check digit worked out, or one digit off."""
    region = f"{rng.choice((11, 13, 37, 44, 51))}{rng.randint(1, 20):02}{rng.randint(1, 30):02}"
    own = f"{region}{rng.randint(1930, 2015)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{digits(rng, 3)}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(own))
    return own + "10X98765432"[(total + rng.choice((0, 0, 1))) % 11]


def old_identity(rng: Rng) -> str:
    date = f"{rng.randint(30, 99)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return f"3703{rng.randint(1, 30):02}{date}{digits(rng, 3)}"


def card(rng: Rng) -> str:
    start = f"62{digits(rng, rng.choice((13, 16)))}"
    return next(f"{start}{last}" for last in range(10) if passes_luhn(f"{start}{last}"))


def plate(rng: Rng) -> str:
    tail = rng.choice(
        (
            digits(rng, 5),
            f"{digits(rng, 4)}{rng.choice('挂学警')}",
            f"D{digits(rng, 5)}",
            f"{digits(rng, 5)}F",
        )
    )
    return f"{rng.choice('鲁京津冀豫苏')}{rng.choice('ABCDEFGH')}{tail}"


def address(rng: Rng) -> str:
    building, unit, room = rng.randint(1, 38), rng.randint(1, 6), f"{rng.randint(1, 33)}0{rng.randint(1, 8)}"
    forms = (
        "{b}号楼{u}单元{r}室", "{b}栋{r}", "{b}幢{u}单元", "{b}-{u}-{r}", "{b}#楼{u}单元", "{u}单元{r}",
        "{b}号楼{r}户", "{b}座{r}室",
    )  # fmt: skip
    return rng.choice(forms).format(b=building, u=unit, r=room)


def wechat(rng: Rng) -> str:
    label = rng.choice(("微信：", "微信号", "VX:", "vx ", "加v", "加V：", "wx：", "薇信"))
    return f"{label}{rng.choice('abcdefgh')}{''.join(rng.choices('abcdefgh_23456789', k=8))}9"


def between(text: str, sep: str, rng: Rng, every: bool = False) -> str:
    """With a separator inside the words and numbers, once or everywhere."""
    places = [i for i in range(1, len(text)) if text[i].isalnum() and text[i - 1].isalnum()]
    chosen = places if every else [rng.choice(places)]
    return "".join(f"{sep}{char}" if i in chosen else char for i, char in enumerate(text))


def grouped(text: str, sep: str) -> str:
    cuts = {11: (3, 7), 15: (6, 12), 18: (6, 14)}.get(len(text), tuple(range(4, len(text), 4)))
    return "".join(f"{sep}{char}" if i in cuts else char for i, char in enumerate(text))


def in_numerals(text: str) -> str:
    return "".join(HAN[int(char)] if char.isdigit() else char for char in text)


def in_full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in text)


Disguise = Callable[[str, Rng], str]
ANYWHERE: dict[str, Disguise] = {
    "plain": lambda text, _: text,
    "full width": lambda text, _: in_full_width(text),
    "zero width everywhere": lambda text, rng: between(text, "\u200b", rng, every=True),
    "byte order mark": lambda text, rng: between(text, "\ufeff", rng),
    "soft hyphen": lambda text, rng: between(text, "\xad", rng),
}
IN_NUMBERS: dict[str, Disguise] = ANYWHERE | {
    "numerals": lambda text, _: in_numerals(text),
    "formal numerals": lambda text, _: in_numerals(text).translate(
        str.maketrans(HAN, "零壹贰叁肆伍陆柒捌玖")
    ),
    "grouped by spaces": lambda text, _: grouped(text, " "),
    "grouped by hyphens": lambda text, _: grouped(text, "-"),
    "grouped by wide hyphens": lambda text, _: in_full_width(grouped(text, "－")),
    "grouped by dots": lambda text, _: grouped(text, "."),
    "grouped by middle dots": lambda text, _: grouped(text, "·"),
    "spaced out": lambda text, rng: between(text, " ", rng, every=True),
    "hyphens everywhere": lambda text, rng: between(text, "-", rng, every=True),
    "a line break inside": lambda text, rng: between(text, "\n", rng),
    "a space inside": lambda text, rng: between(text, " ", rng),
    "a wide space inside": lambda text, rng: between(text, "\u3000", rng),
    "a tag inside": lambda text, rng: between(text, "</b><b>", rng),
    "a comment inside": lambda text, rng: between(text, "<!-- a -->", rng),
    "brackets": lambda text, _: f"（{text[:3]}）{text[3:]}",
    "letters for digits": lambda text, _: text.replace("0", "O").replace("1", "l"),
    "small letter for 0": lambda text, _: text.replace("0", "o"),
    "entities": lambda text, _: "".join(f"&#{ord(char)};" for char in text),
    "circled": lambda text, _: text.translate(str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")),
    "mixed": lambda text, rng: "".join(
        rng.choice((char, HAN[int(char)], in_full_width(char))) if char.isdigit() else char for char in text
    ),
}
ONLY_MOBILES: dict[str, Disguise] = {
    prefix: lambda text, _, prefix=prefix: prefix + text  # type: ignore[misc]
    for prefix in ("+86", "+86 ", "0086", "86-", "(+86)")
}
IN_ADDRESSES: dict[str, Disguise] = ANYWHERE | {
    "numerals": lambda text, _: in_numerals(text) if "#" not in text else text,
    "a line break inside": lambda text, rng: between(text, "\n", rng),
    "a space inside": lambda text, rng: between(text, " ", rng),
    "letter for 0": lambda text, _: text.replace("0", "O"),
}
IN_PLATES: dict[str, Disguise] = ANYWHERE | {
    "numerals": lambda text, _: in_numerals(text),
    "dot": lambda text, _: f"{text[:2]}·{text[2:]}",
    "spaced out": lambda text, _: " ".join(text),
    "small letters": lambda text, _: text.lower(),
    "letter for 0": lambda text, _: text.replace("0", "O"),
    "a line break inside": lambda text, _: f"{text[:2]}\n{text[2:]}",
}
PLANTED: dict[str, tuple[Callable[[Rng], str], dict[str, Disguise]]] = {
    "mobile": (mobile, IN_NUMBERS | ONLY_MOBILES),
    "id18": (identity, IN_NUMBERS),
    "id15": (old_identity, IN_NUMBERS),
    "bank": (card, IN_NUMBERS),
    "plate": (plate, IN_PLATES),
    "address": (address, IN_ADDRESSES),
    "wechat": (wechat, ANYWHERE),
}
AROUND = (
    "{}", "居民反映{}路灯不亮", "请于2022-06-10前与{}联系", "张三，{}，已办结", "<p>{}</p>", '{{"a": "{}"}}',
    "2022-06-10,{},湖田",
    "来电人{}反映漏水", "<td>{}</td><td>12</td>", "（{}）", "“{}”", "共3件。\n{}\n完",
)  # fmt: skip


@pytest.mark.parametrize("kind", PLANTED)
@settings(max_examples=150, derandomize=True, deadline=None)
@given(data=st.data())
def test_whatever_is_planted_is_found(kind: str, data: st.DataObject) -> None:
    """A planted identifier is blocked, or an old identity number warned of, wherever and in whatever."""
    make, disguises = PLANTED[kind]
    rng = random.Random(data.draw(st.integers(0, 2**32), label="seed"))  # noqa: S311  no secrets
    disguise = disguises[data.draw(st.sampled_from(sorted(disguises)), label="disguise")]
    around = data.draw(st.sampled_from(AROUND), label="around")
    planted = disguise(make(rng), rng)
    text = around.format(planted)
    start = text.index(planted)
    assert [
        hit
        for hit in find(text)
        if (hit.level == "block" or hit.kind == "id15")
        and hit.start < start + len(planted)
        and hit.end > start
    ], text
