"""A desk of one's own for every row of the plan."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.desk import Desk
from tests.makers import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over an empty store, on 2022-08-05 from 18:00."""
    desk = make_desk(tmp_path)
    yield desk
    desk.store.close()
