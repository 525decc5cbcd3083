"""HTTP in and out: who takes part, what is said, who is concerned too."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.issue_proposals.api.common import Kept, NumbersIn, Use
from services.issue_proposals.domain.issue import Issue
from services.issue_proposals.domain.talk import VISIBLE, Party, Post, Speaker, Thread
from services.issue_proposals.handlers.talking import NewParty
from shared.caller import Role, current_caller
from shared.events.issue_talk import PartyKind, ThreadKind
from shared.json_routes import In, answer
from shared.receipt_numbers import in_groups

router = APIRouter()


class JoinIn(In):
    """Who takes part, and how."""

    idempotency_key: str
    kind: PartyKind
    name: str = ""
    role: str = ""
    contact: str = ""


class ConcernIn(In):
    """In which ward somebody is concerned too; empty: no matter where."""

    idempotency_key: str
    ward: str = ""


class ThreadIn(NumbersIn):
    """What a thread begins with."""

    idempotency_key: str
    kind: ThreadKind
    text: str


class ReplyIn(NumbersIn):
    """What is written in a thread."""

    idempotency_key: str
    text: str


class ReasonIn(In):
    """Why a post is reported or hidden."""

    reason: str


class AppealIn(NumbersIn):
    """Why one's own post should be shown."""

    why: str


class DecideIn(In):
    """Whether a post is shown; if not, why."""

    show: bool
    reason: str = ""


@router.post("/issues/{issue_id}/parties")
async def join(issue_id: str, given: JoinIn, use: Use) -> Response:
    """Take part."""
    party, confirmation = await use.talking.join(NewParty(issue_id=issue_id, **given.model_dump()))
    numbers = {"number": in_groups(party.number), "confirmation_number": in_groups(confirmation)}
    return answer({**party_out(party), **numbers}, 201)


@router.get("/issues/{issue_id}/parties")
async def read_parties(issue_id: str, use: Use, kept: Kept) -> Response:
    """Read who takes part in a public issue."""
    await use.talking.public_issue(issue_id)
    return answer({"items": [party_out(one) for one in await kept.talk.parties_of(issue_id)]})


@router.post("/parties/read")
async def read_own_party(given: NumbersIn, use: Use) -> Response:
    """Read a party as itself."""
    party = await use.talking.own_party(given.numbers())
    return answer({**party_out(party), "number": in_groups(party.number)})


@router.post("/parties/leave")
async def leave(given: NumbersIn, use: Use) -> Response:
    """Take part no more."""
    return answer(party_out(await use.talking.leave(given.numbers())))


@router.post("/issues/{issue_id}/concerns")
async def share_concern(issue_id: str, given: ConcernIn, use: Use) -> Response:
    """Say that one is concerned too."""
    reach = await use.talking.share_concern(issue_id, given.ward, given.idempotency_key)
    return answer({"items": _reach_out(reach)}, 201)


@router.get("/issues/{issue_id}/concerns")
async def read_reach(issue_id: str, use: Use, kept: Kept) -> Response:
    """Read how many are concerned too, by ward."""
    await use.talking.public_issue(issue_id)
    return answer({"items": _reach_out(await kept.talk.reach(issue_id))})


@router.get("/issues/{issue_id}/threads")
async def read_threads(
    issue_id: str,
    use: Use,
    kept: Kept,
    unanswered: bool = False,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Response:
    """Read a page of what is said, newest first; or only what nobody has answered."""
    issue = await use.talking.public_issue(issue_id)
    items, following = await kept.talk.threads_of(issue_id, after, limit, unanswered=unanswered)
    return answer({"items": [thread_out(one, issue) for one in items], "next": following})


@router.get("/threads/waiting")
async def read_waiting(kept: Kept) -> Response:
    """Read the threads with a post that the caller has to look at, the oldest first."""
    current_caller().require(Role.STAFF, Role.COORDINATOR)
    threads = await kept.talk.waiting_threads()
    issues = await kept.issues_by_id(list({one.issue_id for one in threads}))
    handled = {one.id: one for one in issues if one.handles(current_caller())}
    found = [one for one in threads if one.issue_id in handled]
    return answer({"items": [thread_out(one, handled[one.issue_id]) for one in found]})


@router.post("/issues/{issue_id}/threads")
async def begin_thread(issue_id: str, given: ThreadIn, use: Use) -> Response:
    """Begin a thread."""
    made = await use.talking.begin(
        issue_id, given.kind, given.text, given.idempotency_key, given.numbers()
    )
    return answer(thread_out(made, await use.talking.public_issue(issue_id)), 201)


@router.post("/issues/{issue_id}/threads/{thread_id}/posts")
async def reply(issue_id: str, thread_id: str, given: ReplyIn, use: Use) -> Response:
    """Write in a thread."""
    made = await use.talking.reply(
        issue_id, thread_id, given.text, given.idempotency_key, given.numbers()
    )
    return answer(thread_out(made, await use.talking.public_issue(issue_id)), 201)


@router.post("/threads/{thread_id}/posts/{post_id}/report")
async def report_post(thread_id: str, post_id: str, given: ReasonIn, use: Use) -> Response:
    """Say what is wrong with a post."""
    return await _told(await use.talking.report(thread_id, post_id, given.reason), use)


@router.post("/threads/{thread_id}/posts/{post_id}/hide")
async def hide_post(thread_id: str, post_id: str, given: ReasonIn, use: Use) -> Response:
    """Hide a post."""
    return await _told(await use.talking.hide(thread_id, post_id, given.reason), use)


@router.post("/threads/{thread_id}/posts/{post_id}/appeal")
async def appeal(thread_id: str, post_id: str, given: AppealIn, use: Use) -> Response:
    """Say why one's own post should be shown."""
    made = await use.talking.appeal(thread_id, post_id, given.why, given.numbers())
    return await _told(made, use)


@router.post("/threads/{thread_id}/posts/{post_id}/decide")
async def decide(thread_id: str, post_id: str, given: DecideIn, use: Use) -> Response:
    """Decide on what was reported or appealed for."""
    made = await use.talking.decide(thread_id, post_id, given.reason, show=given.show)
    return await _told(made, use)


async def _told(thread: Thread, use: Use) -> Response:
    return answer(thread_out(thread, await use.talking.public_issue(thread.issue_id)))


def party_out(party: Party) -> dict[str, Any]:
    """Write who takes part, as whom they do."""
    return {
        "id": party.id,
        "issue_id": party.issue_id,
        "kind": party.kind.value,
        "name": party.name,
        "role": party.role,
        "joined_at": party.joined_at,
        "left": party.left,
    }


def thread_out(thread: Thread, issue: Issue) -> dict[str, Any]:
    """Write a thread; what is hidden is read by those who work on the issue only."""
    handles = issue.handles(current_caller())
    return {
        "id": thread.id,
        "issue_id": thread.issue_id,
        "kind": thread.kind.value,
        "answered": thread.answered,
        "posts": [_post_out(one, handles=handles) for one in thread.posts],
    }


def _post_out(post: Post, *, handles: bool) -> dict[str, Any]:
    shown = post if handles else replace(post, reports=(), appeal="", hidden_by="")
    party = post.voice.id if post.voice.speaker is Speaker.PARTY else None
    return {
        "id": post.id,
        "speaker": post.voice.speaker.value,
        "party_id": party,
        "department_id": post.voice.department_id or None,
        "text": post.text if handles or post.state in VISIBLE else "",
        "at": post.at,
        "state": post.state.value,
        "hidden_because": post.hidden_because,
        "reports": list(shown.reports),
        "appeal": shown.appeal,
    }


def _reach_out(reach: dict[str, int]) -> list[dict[str, Any]]:
    return [{"ward": ward, "count": count} for ward, count in reach.items()]
