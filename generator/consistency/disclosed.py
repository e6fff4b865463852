"""What may not be printed in the settings (配置里不能公开的内容), by line, before any page is made of it."""

from collections.abc import Iterator
from typing import Any

import msgspec

from generator.campaign import disclosure
from generator.campaign.problem import Problem
from generator.consistency.noting import noted
from generator.reading.content import Content, Source

Path = tuple[str | int, ...]


def problems(content: Content) -> Iterator[Problem]:
    """Everything that would stop a build in the words of YAML files that pages show."""
    contacts = content.contacts
    sources: list[Source[Any]] = [content.site]
    for year in content.years:
        sources += (year.campaign, year.places, year.units)
    for source in sources:
        for path, words in _words(source.holds):
            kinds = {hit.kind for hit in disclosure.find(words, contacts) if hit.level == "block"}
            for kind in sorted(kinds):
                what = f"“{path[-1]}”" if isinstance(path[-1], str) else "这一项"
                message = f"{what}里有不能公开的内容：{disclosure.LABELS[kind]}。请删去。"
                yield noted(source, f"disclosed_{kind}", message, *path)


def _words(held: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(held, str):
        yield path, held
    elif isinstance(held, msgspec.Struct):
        for name in held.__struct_fields__:
            yield from _words(getattr(held, name), (*path, name))
    elif isinstance(held, tuple):
        for place, each in enumerate(held):
            yield from _words(each, (*path, place))
