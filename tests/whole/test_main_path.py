"""From a doorstep form to a public page (全程), through a served demo and a real browser."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from collector.demo import PASSPHRASE

pytestmark = pytest.mark.browser

PROJECT = Path(__file__).resolve().parents[2]
# A household that is on no roster yet; none of this may be read anywhere but at the desk.
NAME, PHONE, ID_NUMBER, ROOM = "欧阳示例", "19912345678", "370303195801011239", "1204室"
ADDRESS = f"示例小区9号楼3单元{ROOM}"
LAMP = f"9号楼东边的路灯不亮，我叫{NAME}，电话{PHONE}，身份证{ID_NUMBER}"
BENCH = f"{ADDRESS}门口想加一条长椅"


class Wanhu:
    """An installation of its own with a small demo in it, and the server that serves it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log.txt"
        shutil.copytree(PROJECT / "content", folder / "content", ignore=shutil.ignore_patterns("published"))

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "collector", *words],
            cwd=self.folder, env=self._environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def serve(self) -> subprocess.Popen[bytes]:
        with self.log.open("wb") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "collector", "serve", "--port", str(self.port)],
                cwd=self.folder, env=self._environment(), stdout=log, stderr=log,
            )  # fmt: skip
        for _ in range(400):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.1).close()
                return server
            except OSError:
                assert server.poll() is None, self.log.read_text()
                time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WANHU_")}
        return kept | {"PYTHONPATH": str(PROJECT), "WANHU_TODAY": "2022-08-05"}


@pytest.fixture(scope="module")
def wanhu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wanhu]:
    """A served demo of 40 issues."""
    wanhu = Wanhu(tmp_path_factory.mktemp("wanhu"))
    wanhu.run("demo", "--households", "200", "--issues", "40")
    wanhu.run("build")
    server = wanhu.serve()
    yield wanhu
    server.terminate()
    assert server.wait(20) == 0, wanhu.log.read_text()


class Person:
    """Somebody with a phone of 390 px, signed in at the desk with name and passphrase."""

    def __init__(self, browser: Browser, wanhu: Wanhu, username: str) -> None:
        context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=wanhu.address)
        context.set_default_timeout(15_000)
        self.page: Page = context.new_page()
        self.page.goto("/desk/sign-in")
        self.page.get_by_label("登录名").fill(username)
        self.page.get_by_label("口令").fill(PASSPHRASE)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("button", name="退出")).to_be_visible()

    def place(self) -> str:
        """The unit or community of the account, as the page around it names it."""
        return self.page.locator("header .soft").inner_text().split(" · ")[0].strip()

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'input[name="{name}"][value="{value}"]').check(force=True)

    def step(self, issue_no: str, kind: str, choices: dict[str, str], texts: dict[str, str]) -> None:
        """Take a step on an issue's page; the form is there only if it is allowed now."""
        self.page.goto(f"/desk/issues/{issue_no}")
        form = self.page.locator(f'form[action$="/{kind}"]')
        self.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        for name, value in choices.items():
            field = form.locator(f'[name="{kind}.{name}"]')
            if field.first.evaluate("each => each.tagName") == "SELECT":
                field.select_option(value)
            else:
                self.choose(f"{kind}.{name}", value)
        for name, text in texts.items():
            form.locator(f'[name="{kind}.{name}"]').fill(text)
        form.locator("button").click()
        expect(self.page.locator("#errors")).to_have_count(0)
        self.page.wait_for_load_state()


def visit(person: Person) -> list[str]:
    """Record a visit off the roster with two issues, screen by screen; returns the issues' numbers."""
    page = person.page
    page.goto("/desk/visits/new?roster=none")
    page.get_by_label("住址").fill(ADDRESS)
    page.get_by_label("户主姓名").fill(NAME)
    page.get_by_label("电话", exact=False).first.fill(PHONE)
    person.choose("result", "met")
    person.choose("channel", "doorstep")
    page.locator('input[name="start"]').fill("16:00")
    page.locator("#next").click()
    for number, text in ((2, LAMP), (6, BENCH)):
        person.choose(f"answers.{number}.state", "answered")
        page.locator(f'textarea[name="answers.{number}.text"]').fill(text)
    page.locator("#rest").check(force=True)
    page.locator('input[name="end"]').fill("16:40")
    page.locator("#next").click()
    expect(page.locator("h1")).to_contain_text("问题")
    page.locator("#next").click()
    expect(page.locator("#summary")).to_contain_text("路灯")
    page.locator("#next").click()
    expect(page.locator("body")).to_contain_text("已送达")
    return sorted(set(re.findall(r"(?<![V\d])2022-\d{6}", page.locator("main").inner_text())))


def test_a_visit_becomes_a_page_that_names_nobody(browser: Browser, wanhu: Wanhu) -> None:
    """Visit, review, work, callback, two people publish: a neighbour reads the result and nothing else."""
    numbers = visit(Person(browser, wanhu, "grid1"))
    assert len(numbers) == 2
    lamp = numbers[0]

    reviewer = Person(browser, wanhu, "reviewer1")
    handler = Person(browser, wanhu, "handler1")
    reviewer.step(lamp, "accepted", {"severity": "general", "unit": handler.place()}, {})
    handler.step(lamp, "proposal", {}, {"text": "换灯", "person": "示例经办", "planned_on": "2022-08-10"})
    handler.step(lamp, "resolved", {"basis": "fair"}, {"text": f"已给{NAME}家门口换好"})
    handler.step(lamp, "replied", {"channel": "phone"}, {})
    office = Person(browser, wanhu, "office1")
    called = {"channel": "phone", "reached": "yes", "solved": "yes", "satisfaction": "satisfied"}
    office.step(lamp, "callback", called, {})
    office.step(lamp, "closed", {}, {"text": "居民认可"})

    write(reviewer, lamp, summary=f"{NAME}家旁边的路灯不亮，电话{PHONE}。")
    expect(reviewer.page.locator("#errors")).to_contain_text("住户的姓名、住户的电话")
    assert not (wanhu.folder / "site" / "2022" / "results" / lamp).exists()

    write(reviewer, lamp, summary="东门外的一盏路灯不亮，晚上看不清路。")
    approve(Person(browser, wanhu, "publisher1"), lamp)
    resident = browser.new_context(viewport={"width": 390, "height": 844}, base_url=wanhu.address).new_page()
    resident.goto(f"/2022/results/{lamp}/")
    expect(resident.locator("h1")).to_have_text("东门外路灯修好了")
    expect(resident.locator("main")).to_contain_text("晚上看不清路")
    resident.goto("/2022/communities/fuxing/")
    assert_nobody_is_named(wanhu, resident.content())


def write(reviewer: Person, issue_no: str, *, summary: str) -> None:
    """Write the public texts and hand them in."""
    page = reviewer.page
    page.goto(f"/desk/publication/{issue_no}")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.get_by_label("标题").fill("东门外路灯修好了")
    page.locator('textarea[name="summary"]').fill(summary)
    page.locator('textarea[name="outcome"]').fill("换了灯具，当晚亮灯。")
    reviewer.choose("matter", "public")
    page.get_by_role("button", name="报审").click()
    page.wait_for_load_state()


def approve(publisher: Person, issue_no: str) -> None:
    publisher.page.goto(f"/desk/publication/{issue_no}")
    publisher.page.get_by_role("button", name="批准并公示").click()
    publisher.page.wait_for_load_state()


def assert_nobody_is_named(wanhu: Wanhu, source: str) -> None:
    """The planted name, phone, ID and room are in no public file, no content, no log, no page source."""
    public = (wanhu.folder / "site", wanhu.folder / "content")
    files = [path for folder in public for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 100
    for plant in (NAME, PHONE, ID_NUMBER, ROOM):
        assert plant not in source
        for path in (*files, wanhu.log):
            assert plant.encode() not in path.read_bytes(), (plant, path)
            assert plant not in path.name
