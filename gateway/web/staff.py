"""What the pages of people who sign in share: who is there, the frame, forms of their own."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

from gateway.web.data import run
from gateway.web.forms import fields
from gateway.web.rendering import render
from gateway.web.session import page_caller, public_url, session_of
from shared.caller import Caller, Role
from shared.errors import Forbidden, KyodoError
from shared.settings import settings


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


class SignInNeeded(Exception):
    """The page is for people who sign in; ``to`` is where they wanted to go."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to


class FormNotOurs(KyodoError):
    """The form was not sent from this session's own page. ``typed`` is what it held."""

    status = 403

    def __init__(self, typed: Mapping[str, str]) -> None:
        super().__init__()
        self.typed = dict(typed)


@dataclass(frozen=True)
class StaffPage:
    """A page in the navigation, and who finds it there."""

    path: str
    label: str
    roles: frozenset[Role]


EVERYONE = frozenset(Role)
STAFF_PAGES = (
    StaffPage("/staff", _("あなたの仕事"), EVERYONE),
    StaffPage("/staff/consultations", _("意見募集を進める"), frozenset({Role.STAFF})),
    StaffPage("/staff/paper", _("紙などの意見を入力する"), frozenset({Role.STAFF})),
    StaffPage("/staff/paper/entries", _("入力した意見を照合する"), frozenset({Role.STAFF})),
    StaffPage("/staff/paper/import", _("ファイルから取り込む"), frozenset({Role.STAFF})),
    StaffPage("/staff/comments", _("意見を探す"), frozenset({Role.STAFF})),
    StaffPage("/staff/answers", _("本市の考え方"), frozenset({Role.STAFF})),
    StaffPage("/staff/answers/export", _("意見と考え方のファイル"), frozenset({Role.STAFF})),
    StaffPage("/staff/folds", _("同じ文面の意見"), frozenset({Role.STAFF})),
    StaffPage("/staff/topics", _("論点の整理"), frozenset({Role.STAFF})),
    StaffPage("/staff/anchors", _("意見の対象の確認"), frozenset({Role.STAFF})),
    StaffPage("/staff/masks", _("公表する文面を確かめる"), frozenset({Role.STAFF})),
    StaffPage("/staff/workshops", _("市民カフェ"), frozenset({Role.STAFF, Role.FACILITATOR})),
    StaffPage("/staff/issues", _("課題提案"), frozenset({Role.STAFF, Role.COORDINATOR})),
    StaffPage("/staff/committees", _("委員会と公募"), frozenset({Role.STAFF})),
    StaffPage("/staff/departments", _("課と担当"), EVERYONE),
    StaffPage("/staff/delegations", _("代理"), frozenset({Role.STAFF})),
    StaffPage("/staff/personal-data", _("個人情報"), frozenset({Role.STAFF})),
    StaffPage("/staff/notices", _("メールの知らせ"), EVERYONE),
    StaffPage("/staff/tokens", _("トークン"), EVERYONE),
    StaffPage("/staff/people", _("人と役割"), frozenset({Role.ADMIN})),
    StaffPage("/staff/routes", _("決裁ルート"), frozenset({Role.ADMIN})),
    StaffPage("/staff/changes", _("人事異動"), frozenset({Role.ADMIN, Role.RECORDS})),
    StaffPage("/staff/disclosures", _("情報公開請求"), frozenset({Role.RECORDS})),
    StaffPage("/staff/audit", _("操作の記録"), frozenset({Role.ADMIN, Role.RECORDS})),
)


async def signed_in(request: Request, *roles: Role) -> Caller:
    """Return who opens the page.

    Raises:
        SignInNeeded: nobody is signed in. Forbidden: somebody without any of the roles.
    """
    caller = await page_caller(request)
    if caller.person_id is None:
        query = f"?{urlencode(request.query_params)}" if request.query_params else ""
        raise SignInNeeded(request.url.path + query if request.method == "GET" else "/staff")
    if roles and not caller.has(*roles):
        raise Forbidden
    return caller


async def staff_fields(request: Request, *names: str) -> dict[str, str]:
    """Return a form's fields, once it is sure that the session's own page sent them.

    Raises:
        FormNotOurs: another site sent it, or the session is another one by now.
    """
    return checked_fields(request, await fields(request, "csrf", *names))


def checked_fields(request: Request, typed: dict[str, str]) -> dict[str, str]:
    """Return a form's fields without ``csrf``, once it is sure that this session's page sent them.

    Raises:
        FormNotOurs: another site sent it, or the session is another one by now.
    """
    given = typed.pop("csrf")
    if _sent_from_elsewhere(request) or not hmac.compare_digest(given, csrf_token(request)):
        raise FormNotOurs(typed)
    return typed


def csrf_token(request: Request) -> str:
    """Return what the forms of this session carry; without the session nobody can make it."""
    secret = session_of(request)
    key = settings().secret_key.encode()
    return hmac.new(key, f"csrf:{secret}".encode(), hashlib.sha256).hexdigest()


async def render_staff(
    request: Request, template: str, context: Mapping[str, Any], status: int = 200
) -> HTMLResponse:
    """Return a page inside the frame. Nobody may keep it: it is for this person alone."""
    caller = await signed_in(request)
    me = (await run(request, "Me"))["me"]
    frame = {
        "me": me,
        "csrf_token": csrf_token(request),
        "pages": [page for page in STAFF_PAGES if caller.has(*page.roles)],
        "here": request.url.path,
    }
    answer = render(request, template, {**frame, **context}, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent_from_elsewhere(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "null")
    return site not in ("same-origin", "none") or origin not in ("null", public_url())
