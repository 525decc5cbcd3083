"""What there is to announce: as a page, and as a feed (Atom, RFC 4287) that programs watch."""

from typing import Any
from xml.etree import ElementTree

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from gateway.web.data import run
from gateway.web.i18n import JAPANESE, translate
from gateway.web.page_route import PageRouter
from gateway.web.rendering import HTML_LANGUAGES, language, link, render
from gateway.web.session import public_url
from gateway.web.words import word
from shared.settings import settings

router = PageRouter()

ATOM = "http://www.w3.org/2005/Atom"
# Programs that look every minute need not be answered anew each time.
CACHED = "public, max-age=300"


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


FEED_TITLE = _("{city} 意見募集のお知らせ")


@router.get("/news")
async def news(request: Request, policy: str | None = None) -> HTMLResponse:
    """Show what there is to announce (about a policy), newest first."""
    data = await run(request, "Announcements", policyId=policy)
    context = {"announcements": data["announcements"], "policy": policy}
    return render(request, "news.html", context)


@router.get("/feed.atom")
async def feed(request: Request, policy: str | None = None) -> Response:
    """Answer with the feed (about a policy), in the language asked for."""
    told = (await run(request, "Announcements", policyId=policy))["announcements"]
    content = ElementTree.tostring(
        _feed(told, language(request), policy), encoding="utf-8", xml_declaration=True
    )
    headers = {"Cache-Control": CACHED}
    return Response(content, media_type="application/atom+xml; charset=utf-8", headers=headers)


def _feed(told: list[dict[str, Any]], lang: str, policy: str | None) -> ElementTree.Element:
    site, city = public_url(), settings().city_name
    # Without a prefix, as readers of feeds expect it.
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": HTML_LANGUAGES[lang]})
    # Each feed has an id of its own, whatever its language.
    _add(feed, "id", site + link(JAPANESE, "/feed.atom", policy=policy))
    _add(feed, "title", translate(lang, FEED_TITLE, city=city))
    _add(feed, "updated", told[0]["at"] if told else "1970-01-01T00:00:00Z")
    ElementTree.SubElement(
        feed, "link", {"rel": "self", "href": site + link(lang, "/feed.atom", policy=policy)}
    )
    author = ElementTree.SubElement(feed, "author")
    _add(author, "name", city)
    for one in told:
        path = f"/consultations/{one['consultationId']}"
        entry = ElementTree.SubElement(feed, "entry")
        # The same thing keeps its id; a second extension is another thing.
        _add(entry, "id", f"{site}{path}#{one['kind'].lower()}-{one['at']}")
        _add(entry, "title", f"【{word('announcement', one['kind'], lang)}】{one['title']}")
        _add(entry, "updated", one["at"])
        ElementTree.SubElement(entry, "link", {"rel": "alternate", "href": site + link(lang, path)})
    return feed


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text
