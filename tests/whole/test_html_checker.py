"""The Nu HTML checker has nothing against any page, of the demo site and of each kind."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.build import Options, build
from tests.makers import PROJECT
from tests.page_samples import full_pages, html_of, least_pages

CHECKER = PROJECT / ".ci/tools/node_modules/vnu-jar/build/dist/vnu.jar"
# In a file nothing is 'self', and data counts as a script; `test_page_policy` asks a browser instead.
POLICY = "violates Content Security Policy (meta tag)"
MISSING = f"没有 Java 或没有 {CHECKER.relative_to(PROJECT)}，跳过网页语法检查。.ci/run 里写着怎么装。"


@pytest.fixture(scope="module")
def checker() -> list[str]:
    """How the checker is called; where it is missing the test is skipped, on CI it fails."""
    if shutil.which("java") is None or not CHECKER.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return [
        "java",
        "-Xss8m",
        "-jar",
        str(CHECKER),
        "--format",
        "json",
        "--exit-zero-always",
        "--skip-non-html",
    ]


def complaints(checker: list[str], folder: Path) -> list[str]:
    """What the checker says about the pages of a folder, warnings as well."""
    ran = subprocess.run([*checker, str(folder)], capture_output=True, check=True)
    messages = json.loads(ran.stderr)["messages"]
    return [
        f"{each.get('url', '')[-70:]}:{each.get('lastLine', 0)} {each['message']}: {each.get('extract', '')}"
        for each in messages
        if POLICY not in each["message"]
    ]


def test_no_page_has_an_error(checker: list[str], tmp_path: Path) -> None:
    """Of the whole demo site with an address, with WeChat's script, and of every kind of page."""
    content = shutil.copytree(PROJECT / "content", tmp_path / "content")
    with (content / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write("\nwechat_signature: /wechat/signature\n")
    out = tmp_path / "site"
    build(
        Options(content=content, templates=PROJECT / "templates", out=out, base_url="https://wanhu.test/a/")
    )
    for name, page in [*full_pages().items(), *((f"{key}-least", one) for key, one in least_pages().items())]:
        (out / f"sample-{name}.html").write_text(html_of(page), encoding="utf-8")
    assert len(list(out.rglob("*.html"))) > 200
    assert complaints(checker, out) == []


def test_the_checker_does_find_errors(checker: list[str], tmp_path: Path) -> None:
    """So that a silent checker is not taken for a clean site."""
    (tmp_path / "wrong.html").write_text("<!doctype html><title>x</title><p><div></p><img>", encoding="utf-8")
    assert complaints(checker, tmp_path)
