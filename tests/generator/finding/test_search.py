"""The search index finds what a resident types, and reads little to do so."""

import json
import random
import unicodedata
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.finding import quick_words, search
from generator.finding.search import Document

ROOT = Path(__file__).resolve().parents[3]


def decode(part):
    """The format's own description, turned into code once more."""
    if part[:1] == "#":
        cells = [f"{search.CELLS.index(each):06b}"[::-1] for each in part[1:]]
        return [place for place, bit in enumerate("".join(cells)) if bit == "1"]
    numbers, value, factor, before = [], 0, 1, 0
    for character in part:
        digit = search.DIGITS.index(character)
        value += digit % 32 * factor
        factor *= 32
        if digit < 32:
            before += value
            numbers.append(before)
            value, factor = 0, 1
    return numbers


def blocks(files):
    """The blocks in order with their number of word files, read off the names of the files."""
    found = {
        name.split("/")[2]: int(name.split("/")[3].split("-")[0]) for name in files if "docs" not in name
    }
    return sorted(found.items(), key=lambda each: (each[0] == "pages", each), reverse=True)


def find(files, query):
    """Addresses of the documents with every word of the query, in the order shown, and the bytes read."""
    read, hits = {}, []
    for order, (block, count) in enumerate(blocks(files)):
        having, titled = None, None
        for word in search.words(query):
            address = search.file_name(block, count, search.file_of(word, count))
            read[address] = files[address]
            text, _, title = dict(zip(*json.loads(files[address]), strict=True)).get(word, "").partition("|")
            in_title = set(decode(title))
            having = (
                in_title | set(decode(text)) if having is None else having & (in_title | set(decode(text)))
            )
            titled = in_title if titled is None else titled & in_title
        for n in having or ():
            is_last = block == "pages" and n not in titled
            hits.append((n not in titled, is_last, order, n if block == "pages" else -n, block, n))
    shown = []
    for *_, block, number in sorted(hits)[:10]:
        address = f"{search.FOLDER}{block}/docs-{number // search.DOCS_PER_FILE}.json"
        read[address] = files[address]
        _, _, *href = json.loads(files[address])[str(number)]
        year, _, part = block.partition("-")
        shown += href or [f"{year}/results/{year}-{int(part) * search.BLOCK + number:06}/"]
    return shown, sum(map(len, read.values()))


def result(issue_no, title, text=""):
    block, number = search.result_place(issue_no)
    return Document(block, number, f"2022/results/{issue_no}/", title, "福兴社区", f"{issue_no} {text}")


def test_a_two_character_word_is_found_in_the_middle_of_a_sentence():
    files = dict(search.index([result("2022-000007", "路灯修好了", "楼后的垃圾清运已经恢复")]))
    assert find(files, "清运")[0] == ["2022/results/2022-000007/"]
    assert find(files, "垃圾清运")[0] == ["2022/results/2022-000007/"]
    assert find(files, "路面")[0] == []


def test_a_hit_in_the_title_comes_first_then_the_newest_result_then_pages():
    files = dict(search.index([
        result("2022-000001", "路灯修好了"),
        result("2022-019000", "井盖换新", "路灯也看过"),
        result("2022-000040", "井盖换新", "路灯也看过"),
        Document("pages", 0, "policies/lamps/", "照明办法", "", "路灯由谁管"),
    ]))  # fmt: skip
    assert find(files, "路灯")[0] == [
        "2022/results/2022-000001/",
        "2022/results/2022-019000/",
        "2022/results/2022-000040/",
        "policies/lamps/",
    ]


def test_numbers_and_latin_words_are_found_in_any_width_and_case():
    files = dict(search.index([result("2022-000123", "更换PVC管", "电话12345，尺寸ＤＮ50")]))
    for query in ("2022-000123", "123", "pvc", "12345", "dn50", "２０２２-000123"):
        assert find(files, query)[0] == ["2022/results/2022-000123/"], query


def test_numbers_are_coded_as_documented():
    assert search._coded([7, 47]) == "hOb"
    assert search._coded([0, 1, 4, 6]) == search.MAP + "tb"  # 1 + 2 + 16, then 1
    for numbers in (sorted({n * n % 8191 for n in range(500)}), list(range(3, 900, 2)), []):
        assert decode(search._coded(numbers)) == numbers


def test_the_index_does_not_depend_on_the_order_of_the_documents():
    documents = [result(f"2022-{n:06}", f"第{n}件小事", "修好路灯") for n in range(1, 60)]
    assert dict(search.index(documents)) == dict(search.index(reversed(documents)))


def test_no_map_reads_like_a_phone_number():
    assert not set(search.CELLS) & set("0123456789vwVW<>&\"\\'|")
    assert len(set(search.CELLS)) == len(set(search.DIGITS)) == 64


def test_the_script_reads_the_same_characters():
    script = (ROOT / "templates/assets/search.js").read_text(encoding="utf-8")
    for name, value in (("DIGITS", search.DIGITS), ("CELLS", search.CELLS)):
        assert f'{name} = "{value}"' in script
    assert f"BLOCK = {search.BLOCK}," in script
    assert f"PER_FILE = {search.DOCS_PER_FILE}," in script


def test_one_search_reads_under_60_kb_at_ten_thousand_results():
    chance = random.Random(3)  # noqa: S311
    characters = [chr(0x4E00 + n) for n in range(1500)]
    vocabulary = ["".join(chance.choices(characters, k=2)) for _ in range(600)]
    draw = lambda count: "".join(chance.choices(vocabulary, k=count))  # noqa: E731
    documents = [result(f"2022-{n:06}", draw(8), draw(70)) for n in range(1, 10_001)]
    files = dict(search.index(documents))
    for word in vocabulary[:40]:
        hits, read = find(files, word)
        assert hits
        assert read < 45_000
    for start in range(40):
        _, read = find(files, " ".join(vocabulary[start : start + 3]))
        assert read < 60_000


@given(
    st.text(
        st.sampled_from("路灯修好了，：；！？（）。ＡＢ１２é\u0301\u0338a1 -‐①㎡")
        | st.characters(codec="utf-8")
    )
)
@example("，\u0338路灯（ＡＢ）1；2")
def test_words_are_those_of_the_normalized_text(text):
    """Marks between words are taken out first, since looking for anything else in a text is dear."""
    assert search.words(text) == search.words(unicodedata.normalize("NFKC", text))


WRITING = st.text(
    st.sampled_from("路灯修好了〇零㐀鿿，；。ＡＢ１２é\u0301\u0338İΣa19 -‐①㎡٣\n\x1e")
    | st.characters(codec="utf-8")
)


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, search.BLOCK - 1), st.tuples(WRITING, WRITING), max_size=30))
@example({3: ("路灯2022-000123", "路灯 2022-000123 123 路灯"), 16383: ("", "路灯\x1e灯路")})
@example(dict.fromkeys(range(1, 60, 2), ("路灯", "修好路灯")))
@example(dict.fromkeys(range(3), ("", "")))
def test_lists_made_by_arrays_are_the_same(told):
    documents = [
        Document("2022-0", number, "", title, "", text) for number, (title, text) in sorted(told.items())
    ]
    assert quick_words.lists(documents) == search.lists(documents)


def test_a_large_block_has_the_same_files_either_way(monkeypatch):
    chance = random.Random(5)  # noqa: S311
    draw = lambda count: "".join(chance.choices("路灯井盖电梯楼道修好了不亮，a1 ", k=count))  # noqa: E731
    documents = [result(f"2022-{n:06}", draw(8), draw(70)) for n in range(1, 2 * search.MANY)]
    quick = dict(search.index(documents))
    monkeypatch.setattr(search, "MANY", len(documents) + 1)
    assert dict(search.index(documents)) == quick
