"""How long a search takes on a slow phone: `python -m tests.bench.search N`.

Builds N made-up results, serves them, and searches in a Chromium slowed down four times: words that hundreds
and words that nearly all results have. Prints for each, from the tap on 搜索 until the hits stand there, the
median in ms of a search out of the blue (every file is read) and of one that was typed (what typing fetched
is at hand); of both how long the page itself worked, drawing included and waiting for files left out; how
long it worked in all where it was opened with the query in its address, as other pages do, and without one;
the files and KB read, plain and compressed, and the hits.
"""

import argparse
import functools
import gzip
import http.server
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from generator.build import Options, build
from tests.bench.build import ROOT, write

SLOWER = 4
SMALLEST = 1024
TYPING = 1500
COLUMNS = (
    "first ms", "its work", "typed ms", "its work", "opened", "bare", "files", "KB", "gzip KB", "hits"
)  # fmt: skip
QUERIES = ("路灯", "垃圾桶", "健身器材坏了", "下雨积水 路灯", "居民", "到现场看过", "公积金")
# From the tap until hits, or the sentence that there are none, stand there.
TIMED = """query => new Promise(done => {
  const said = document.getElementById('said'), list = document.getElementById('found');
  document.getElementById('words').value = query;
  const started = performance.now();
  const watch = new MutationObserver(() => {
    const told = said.textContent;
    if (list.children.length || /^没有找到/.test(told)) {
      const hits = [performance.now() - started, parseInt(told.replace(/[^0-9]/g, '') || '0')];
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(hits)));
    }
  });
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
  document.getElementById('find').requestSubmit();
})"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are no news here."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/search/"
    server.shutdown()


def slow_page(browser: Browser, address: str, read: list[str]) -> tuple[Page, CDPSession]:
    """The search page in a context of its own, with nothing at hand yet."""
    page = browser.new_context().new_page()
    page.goto(address)
    # What drives the page from here is loaded before the clock starts.
    page.evaluate("() => 1")
    session = _slowed(page)
    page.on("response", lambda answer: read.append(answer.url))
    return page, session


def _slowed(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    # What other processes take of the machine is not counted.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def opened(browser: Browser, address: str) -> float:
    """How long the page works when it is opened at that address, in ms."""
    page = browser.new_context().new_page()
    page.goto(address.partition("search/")[0] + "404.html")
    session = _slowed(page)
    before = worked(session)
    page.goto(address)
    page.wait_for_timeout(TYPING)
    spent = worked(session) - before
    page.context.close()
    return spent


def timed(page: Page, session: CDPSession, query: str) -> tuple[float, float, int]:
    """Until the hits stand there and what of it was work, in ms, and the number of hits."""
    before = worked(session)
    spent, hits = page.evaluate(TIMED, query)
    return spent, worked(session) - before, hits


def worked(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(each["value"] * 1000 for each in metrics if each["name"] == "TaskDuration")


def measure(browser: Browser, folder: Path, address: str, query: str, repeats: int) -> tuple[float, ...]:
    first, typed, whole, read = [], [], [], []
    for _ in range(repeats):
        read = []
        page, session = slow_page(browser, address, read)
        first.append(timed(page, session, query))
        page.context.close()
        page, session = slow_page(browser, address, [])
        page.fill("#words", query)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(TYPING)
        typed.append(timed(page, session, query))
        page.context.close()
        whole.append((opened(browser, f"{address}?q={query}"), opened(browser, address)))
    times = (
        statistics.median(each[part] for each in rows) for rows in (first, typed, whole) for part in (0, 1)
    )
    sizes = (sum(map(len, each)) / 1024 for each in bodies(folder, read))
    return (*times, len(read), *sizes, first[0][2])


def bodies(folder: Path, urls: list[str]) -> tuple[list[bytes], list[bytes]]:
    """The files that were read, as they are and as a server sends them."""
    plain = [(folder / url.split("/", 3)[3]).read_bytes() for url in urls]
    return plain, [gzip.compress(each, 6) if len(each) > SMALLEST else each for each in plain]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, help="number of results")
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        content, out = Path(name) / "content", Path(name) / "site"
        write(content, given.count)
        build(Options(content=content, templates=ROOT / "templates", out=out))
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        print(f"{'query':<16}" + "".join(f"{name:>10}" for name in COLUMNS))
        with served(out) as address:
            for query in QUERIES:
                row = measure(browser, out, address, query, given.repeats)
                print(f"{query:<16}" + "".join(f"{each:10.1f}" for each in row))
        browser.close()


if __name__ == "__main__":
    main()
