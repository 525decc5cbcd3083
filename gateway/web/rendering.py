"""From a template and its data to a page: its language, the links that keep it, its caching.

The headers that every answer carries (no inline script, no framing …) are gateway/edge.py's.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gateway.web import dates, deeds, words
from gateway.web.assets import assets
from gateway.web.i18n import EASY_JAPANESE, ENGLISH, JAPANESE, LANGUAGES, language_of, translate
from gateway.web.prose import bulleted, prose
from gateway.web.readings import spoken
from shared.settings import settings

# A page got by GET may come back with the browser's back button, and with it what was typed.
CACHE_BY_METHOD = {"GET": "private, no-cache", "HEAD": "private, no-cache"}

LANGUAGE_NAMES = {JAPANESE: "日本語", EASY_JAPANESE: "やさしい日本語", ENGLISH: "English"}
HTML_LANGUAGES = {JAPANESE: "ja", EASY_JAPANESE: "ja", ENGLISH: "en"}

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["prose"] = prose
_environment.filters["bulleted"] = bulleted
_environment.globals["csrf"] = lambda token: Markup(
    '<input type="hidden" name="csrf" value="{}">'
).format(token)


def language(request: Request) -> str:
    """Return the page's language: it travels in the address only, so no cookie is needed."""
    return language_of(request.query_params.get("lang"))


def link(lang: str, path: str, **query: str | None) -> str:
    """Return an address on this site that keeps the language."""
    chosen = {name: value for name, value in query.items() if value}
    if lang != JAPANESE:
        chosen["lang"] = lang
    return f"{path}?{urlencode(chosen)}" if chosen else path


def render(
    request: Request, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HTMLResponse:
    """Return a page in the request's language.

    ``status`` is the HTTP status. An answer to a POST is never stored by anyone: it may hold a
    citizen's text or 確認番号.
    """
    lang = language(request)
    html = _environment.get_template(template).render({**_common(request, lang), **(context or {})})
    cache = CACHE_BY_METHOD.get(request.method, "no-store")
    return HTMLResponse(html, status, headers={"Cache-Control": cache})


def _common(request: Request, lang: str) -> dict[str, Any]:
    return {
        "_": partial(translate, lang),
        "lang": lang,
        "html_lang": HTML_LANGUAGES[lang],
        "languages": _language_links(request),
        "url": partial(link, lang),
        "asset": assets().url,
        "city": settings().city_name,
        "is_trial": settings().environment != "production",
        "day": lambda iso: dates.day_text(iso, lang),
        "moment": lambda iso: dates.moment_text(iso, lang),
        "minute": lambda iso: dates.minute_text(iso, lang),
        "meeting": lambda one: dates.meeting_text(one["startsAt"], one["endsAt"], lang),
        "end": lambda iso: dates.moment_text(dates.last_moment(iso), lang),
        "last_day": lambda iso: dates.day_text(dates.last_moment(iso), lang),
        "days_left": dates.days_left,
        "word": lambda kind, code: words.word(kind, code, lang),
        "deed": deeds.deed,
        "spoken": lambda number: spoken(number, lang),
    }


def _language_links(request: Request) -> list[dict[str, Any]]:
    """Return the same page in each language; none after a POST, whose page has no address."""
    if request.method not in CACHE_BY_METHOD:
        return []
    query = {name: value for name, value in request.query_params.items() if name != "lang"}
    return [
        {
            "name": LANGUAGE_NAMES[code],
            "html_lang": HTML_LANGUAGES[code],
            "href": link(code, request.url.path, **query),
            "current": code == language(request),
        }
        for code in LANGUAGES
    ]
