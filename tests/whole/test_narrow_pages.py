"""What a narrow phone does to numbers, days and plots: nothing is torn that is read as one."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from generator.campaign.plot import Columns, columns, week_rows, weeks
from generator.parts import Tally
from tests.page_samples import full_pages, html_of

pytestmark = pytest.mark.browser

FULL = full_pages()
# What of a text matches a pattern and stands on two lines, or on lines that are not its own.
TORN = """pattern => {
  const found = [], texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const hit of texts.currentNode.data.matchAll(new RegExp(pattern, 'g'))) {
      const range = document.createRange();
      range.setStart(texts.currentNode, hit.index);
      range.setEnd(texts.currentNode, hit.index + hit[0].length);
      const tops = Array.from(range.getClientRects()).filter(box => box.width > 1).map(box => box.top);
      if (new Set(tops.map(Math.round)).size > 1) { found.push(hit[0]); }
    }
  }
  return found; }"""
DAYS = r"\d{1,2}月\d{1,2}日|(?<!/)\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?|(?<!/)\d{4}-\d{6}(?!\d)"
# The room between the words below a plot that stand beside each other.
APART = """() => {
  const boxes = Array.from(document.querySelectorAll('.plot-axis li'))
    .filter(each => each.textContent && getComputedStyle(each).visibility === 'visible')
    .map(each => { const range = document.createRange(); range.selectNodeContents(each);
      return range.getBoundingClientRect(); });
  return boxes.slice(1).map((box, nth) => box.left - boxes[nth].right); }"""
WIDTHS = "(selector) => Array.from(document.querySelectorAll(selector), each => each.offsetWidth)"

Shown = Callable[..., Page]


@pytest.fixture
def shown(browser: Browser) -> Iterator[Shown]:
    """Shows a sample page, with changes, at a width."""
    pages: list[Page] = []

    def show(name: str, width: int, *, large: bool = False, **changes: Any) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 844})
        pages.append(page)
        page.set_content(html_of(msgspec.structs.replace(FULL[name], **changes)))
        if large:
            page.evaluate("document.documentElement.dataset.size = 'large'")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        return page

    yield show
    for page in pages:
        page.close()


@pytest.mark.parametrize("name", list(FULL))
@pytest.mark.parametrize("large", [False, True])
def test_no_day_moment_or_number_of_a_matter_is_torn(name, large, shown):
    """Each stands whole on its line, at whatever width it would come to stand at the end of one."""
    page = shown(name, 320, large=large)
    for width in (320, 344, 360, 375, 390, 414):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(TORN, DAYS) == [], width


def _large_town() -> dict[str, Any]:
    """Home where numbers have five and six figures."""
    home = FULL["home"]
    fields = list(home.fields)
    tally = Tally(issues=128971, resolved=102778, explained=12000)
    fields[0] = msgspec.structs.replace(fields[0], tally=tally)
    return {
        "covered": msgspec.structs.replace(home.covered, count=102778, total=128971),
        "answered": msgspec.structs.replace(home.answered, count=27509, total=30167),
        "fields": tuple(fields),
    }


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("width", [320, 360, 375])
def test_a_large_number_is_never_broken(width, large, shown):
    """On home, whatever the size of print; it grows smaller before it gets a line of its own."""
    assert shown("home", width, large=large, **_large_town()).evaluate(TORN, "[\\d,]{5,}") == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_bars_of_the_fields_are_equally_long(width, shown):
    """A bar is a share of its own field, whose numbers may be much longer than its neighbours'."""
    assert len(set(shown("home", width, **_large_town()).evaluate(WIDTHS, ".bars .bar"))) == 1


def _weekly(first: datetime.date, number: int) -> Columns:
    mondays = weeks(first, first + datetime.timedelta(weeks=number - 1))
    counts = [10] * number
    return columns(("收到", "办好"), week_rows(mondays, counts, counts))


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("width", [320, 360, 390])
@pytest.mark.parametrize("number", [5, 6, 8, 13])
@pytest.mark.parametrize("first", [datetime.date(2022, 6, 13), datetime.date(2022, 10, 3)])
def test_the_weeks_below_a_plot_stand_apart(first, number, width, large, shown):
    """Where there is no room for every one, every other is left out; the table beside it has them all."""
    apart = shown("home", width, large=large, weekly=_weekly(first, number)).evaluate(APART)
    assert len(apart) >= 2
    assert min(apart) > 1


@pytest.mark.parametrize("name", list(FULL))
@pytest.mark.parametrize(("large", "scale"), [(False, "200%"), (True, "275%")])
def test_nothing_scrolls_sideways_with_letters_twice_as_large(name, large, scale, shown):
    """A phone's own largest letters on the narrowest phone, with 大字版 on top or without (R2.4)."""
    weekly = {"weekly": _weekly(datetime.date(2022, 6, 13), 8)} if name in ("home", "data") else {}
    page = shown(name, 320, large=large, **weekly)
    page.evaluate("scale => document.documentElement.style.fontSize = scale", scale)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
