"""Pictures that the office's texts show (插图): which they are, how large, and what is wrong with them."""

from collections.abc import Iterator
from typing import Any

from generator import addresses
from generator.pictures.picture import HOW_TO_MEND, picture
from generator.reading.content import Content, Written
from generator.reading.prose import Prose, Shown, prose


def html_of(text: Written[Any], address: str, content: Content) -> str:
    """A text as HTML for the page at `address`, with the room its pictures need."""
    found = prose(text.body)
    return found.at(addresses.root_from(address), dict(_shown(text, found, content)))


def files(content: Content) -> dict[str, bytes]:
    """The pictures beside the texts that some text shows, by address; the others are not published."""
    shown = shown_in_texts(content)
    return {address: photo.data for address, photo in content.pictures.items() if address in shown}


def shown_in_texts(content: Content) -> set[str]:
    """The addresses of all pictures that some text shows."""
    return {text.address_of(each) for text in content.texts for each in prose(text.body).pictures}


def flaws(text: Written[Any], content: Content) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the pictures of a text: (found, code, message)."""
    folder = text.address_of("")
    for written in dict.fromkeys(prose(text.body).pictures):
        photo = content.picture(text.address_of(written))
        if photo is None:
            message = f"没有图片“{written}”。请把它（png、jpg 或 webp）放到 {folder}/ 里，或改正名字。"
            yield written, "missing_picture", message
            continue
        seen = picture(photo.data)
        if seen is None:
            message = f"图片“{written}”打不开：不是完好的 PNG、JPEG 或 WebP。请另存后再放进来。"
            yield written, "broken_picture", message
        elif seen.tells:
            message = f"图片“{written}”的文件里还带着{seen.tells}。{HOW_TO_MEND}。"
            yield written, "picture_metadata", message


def _shown(text: Written[Any], found: Prose, content: Content) -> Iterator[tuple[str, Shown]]:
    for written in found.pictures:
        address = text.address_of(written)
        photo = content.picture(address)
        size = picture(photo.data) if photo else None
        if size is not None:
            yield written, Shown(address, size.width, size.height)
