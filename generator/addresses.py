"""Where each page stands (地址): ASCII, stable, made from codes; below the root, without a leading slash."""

import hashlib

HOME = ""
POLICIES = "policies/"
LEAFLET = f"{POLICIES}leaflet/"
TALK_SHEET = f"{POLICIES}talk-sheet/"
NOTICES = "notices/"
STORIES = "stories/"
GUIDE = "guide/"
DATA = "data/"
SEARCH = "search/"
REPORT = "report/"
SITE_MAP = "sitemap/"
NOT_FOUND = "404.html"
FEED = "feed.xml"
SITEMAP = "sitemap.xml"

_LETTERS = str.maketrans("0123456789", "ghijkmnopq")


def result(issue_no: str) -> str:
    """A result's own page; the number carries its year, so it stays where it is in a new campaign."""
    return f"{issue_no[:4]}/results/{issue_no}/"


def results(year: int, kind: str = "", code: str = "", page: int = 1) -> str:
    """A page of the list of all results, or of those of a community, field or state."""
    part = f"{kind}/{code}/" if kind else ""
    return f"{year}/results/{part}" + (f"page/{page}/" if page > 1 else "")


def campaign(year: int) -> str:
    return f"{year}/"


def communities(year: int) -> str:
    return f"{year}/communities/"


def community(year: int, code: str) -> str:
    return f"{year}/communities/{code}/"


def cards(year: int, code: str) -> str:
    """The service cards of a community."""
    return f"{community(year, code)}cards/"


def field(year: int, code: str) -> str:
    return f"{year}/fields/{code}/"


def arrangements(year: int) -> str:
    return f"{year}/arrangements/"


def photo(year: int, name: str) -> str:
    return f"{year}/photos/{name}"


def file_of(address: str) -> str:
    """The file in the output folder that answers at an address."""
    return address if address and not address.endswith("/") else f"{address}index.html"


def root_from(address: str) -> str:
    """The way from a page back to the site's root."""
    return "../" * address.count("/") or "./"


def mark(*parts: object) -> str:
    """Letters that stand for what a file holds, for its name; no digits, which could read as a number."""
    digest = hashlib.blake2b(repr(parts).encode(), digest_size=5).hexdigest()
    return digest.translate(_LETTERS)
