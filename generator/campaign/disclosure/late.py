"""Expressions that are compiled when they are first needed (后备的写法).

Compiling all of them takes longer than building a small site, and most texts give cause for none.
"""

import re
from collections.abc import Callable
from functools import cache, partial


def late(words: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """The expression, when it is asked for."""
    return cache(partial(re.compile, words, flags))
