"""What several pages need: the frame around them, their heads, and one planned page (页面框架)."""

from collections.abc import Callable, Iterator

import msgspec

from generator import addresses, wording
from generator.edition import Edition
from generator.page_frame import ArticleMeta, Head, Link, NavLink, Page, SiteFrame

HOME = Link(text="首页", href=addresses.HOME)


class Planned(msgspec.Struct, frozen=True, gc=False):
    """A page with its address (计划页面); `source` is the file it comes from, for complaints.

    `made` is the page, or makes it when it is asked for. `stands_on` is then a digest of all that it is made
    from, so that a page that is known need not be made to be known again.

    `changed_on` is the day it last changed, where that is known, for the site map. `as_of` is the page's own
    数据截至, where it tells less than the whole edition does.
    """

    address: str
    made: Page | Callable[[], Page]
    source: str = ""
    changed_on: str | None = None
    as_of: str | None = None
    stands_on: bytes | None = None

    @property
    def page(self) -> Page:
        return self.made if isinstance(self.made, Page) else self.made()


class Section(msgspec.Struct, frozen=True):
    """Pages that are made together (一组页面), on demand.

    `stands_on` is a digest of all that they are made from, where it takes less to tell than they take to
    plan: where it is known, none of them is even planned. `listed_in` is the part of the site map.
    """

    name: str
    pages: Callable[[], Iterator[Planned]]
    stands_on: bytes | None = None
    listed_in: str = "pages"


def site_frame(edition: Edition) -> SiteFrame:
    """What stands around every page (R1.7).

    A site without all official identifiers is no government site in use and says so (R1.4).
    """
    site = edition.site
    year = site.current_year
    return SiteFrame(
        name=site.name,
        short_name=site.short_name,
        publisher=site.publisher,
        phone=site.phone,
        phone_hours=site.phone_hours,
        corrections=site.corrections,
        address=site.address,
        base_url=edition.base_url,
        domain=edition.domain,
        site_code=site.site_code,
        icp=site.icp,
        police=site.police,
        wechat_signature=site.wechat_signature,
        demo=site.demo or None in (site.site_code, site.icp, site.police),
        year=year,
        as_of=edition.as_of,
        nav=(
            NavLink(key="home", text="首页", href=addresses.HOME),
            NavLink(key="results", text="结果", href=addresses.results(year)),
            NavLink(key="communities", text="社区", href=addresses.communities(year)),
            NavLink(key="policies", text="政策", href=addresses.POLICIES),
            NavLink(key="arrangements", text="安排", href=addresses.arrangements(year)),
            NavLink(key="search", text="搜索", href=addresses.SEARCH),
        ),
    )


def head(
    edition: Edition,
    title: str,
    description: str,
    nav: str = "",
    *,
    trail: tuple[Link, ...] = (HOME,),
    column: str | None = None,
    article: ArticleMeta | None = None,
    image: str | None = None,
) -> Head:
    """The head of a page; the site's short name follows the title where both fit (R1.3).

    A page without a share picture of its own has that of the site (R3.1).
    """
    return Head(
        title=wording.title(title, edition.site.short_name),
        description=wording.description(description),
        nav=nav,
        trail=trail,
        column=wording.COLUMNS.get(column if column is not None else nav),
        article=article,
        image=image or edition.card.href,
    )
