"""How a command gets to its desk (打开): settings, content and store, closed again whatever happens."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from collector.clock import Clock
from collector.demo import is_demo
from collector.desk import Desk
from collector.errors import Refusal
from collector.settings import Settings, read_settings
from collector.store.storage import open_store
from generator.build import load_year

if TYPE_CHECKING:
    Options = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Options = object


def settings_here() -> Settings:
    """The settings of the folder one stands in; places stay as short as people would write them."""
    return read_settings(Path())


def has_store(settings: Settings) -> bool:
    """Say whether anything can have been stored yet."""
    return "://" in settings.store or Path(settings.store).exists()


@contextmanager
def open_desk(
    settings: Settings | None = None,
    *,
    read_only: bool = False,
    demo_may_start: bool = False,
    of: int | None = None,
) -> Iterator[Desk]:
    """The desk of the folder one stands in; with `read_only` also while the server has the store.

    It is of the current year, or `of` another one to look back. A fixed date is for demo stores only
    (WANHU_TODAY).
    """
    settings = settings or settings_here()
    year = load_year(settings.content, of)
    store = open_store(settings.store, read_only=read_only and has_store(settings))
    try:
        if settings.today and not (demo_may_start or is_demo(store)):
            raise Refusal("today_is_fixed", "WANHU_TODAY 只能用于演示库，正式使用请去掉这个设置。")
        yield Desk(store, year, settings, Clock(settings.today))
    finally:
        store.close()
