"""Every test of the store runs on every engine; one more is one more parameter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.store.storage import Store, open_store


@pytest.fixture(params=["sqlite"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be made; nothing is there yet."""
    return str(tmp_path / "store")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        yield opened
