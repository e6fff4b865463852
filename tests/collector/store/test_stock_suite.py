"""TinyDB's own tests, from its source distribution, pass on our store but for those named here."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.makers import PROJECT

VERSION = importlib.metadata.version("tinydb")
STOCK_CLASS_NAMES = {"test_repr", "test_table_repr", "test_access_storage", "test_storage_access"}
# Ours keeps no query cache: the stock one can answer with what was before the last write.
QUERY_CACHE = {
    "test_query_cache",
    "test_query_cache_size",
    "test_lru_cache",
    "test_search",
    "test_search_path",
}


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their tests beside our conftest; without a package index they are skipped, on CI they fail."""
    folder = tmp_path_factory.mktemp("stock")
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "tinydb"]
    try:
        subprocess.run(
            [*fetch, "--retries", "1", "--dest", folder, f"tinydb=={VERSION}"],
            check=True,
            capture_output=True,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"取不到 TinyDB {VERSION} 的源码包，跳过它自己的测试。")
    with tarfile.open(folder / f"tinydb-{VERSION}.tar.gz") as packed:
        packed.extractall(folder, filter="data")
    tests = folder / f"tinydb-{VERSION}" / "tests"
    shutil.copy(Path(__file__).with_name("stock_suite_conftest.py"), tests / "conftest.py")
    return tests.rename(folder / "stock")


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_tinydb_s_own_tests_pass(engine: str, suite: Path, request: pytest.FixtureRequest) -> None:
    """Nothing fails but what looks at names of stock classes or into the cache that ours does without."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    environment.pop("WANHU_TEST_POSTGRESQL", None)
    if engine == "postgresql":
        environment["WANHU_TEST_POSTGRESQL"] = request.getfixturevalue("server")
    command = [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", "-p", "no:xdist", "."]
    done = subprocess.run(command, cwd=suite, env=environment, capture_output=True, text=True, check=False)
    failed = set(re.findall(r"^FAILED \S+?::(\w+)", done.stdout, re.MULTILINE))
    assert failed == STOCK_CLASS_NAMES | QUERY_CACHE, done.stdout[-4000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed, done.stdout + done.stderr
    assert int(passed[1]) > 100
