"""HTTP in and out: following an issue by mail."""

from fastapi import APIRouter, Response

from services.issue_proposals.api.common import Use, issue_out
from shared.events.issue_talk import Rhythm
from shared.json_routes import In, answer

router = APIRouter()


class FollowIn(In):
    """Where to tell, and how often."""

    mail_address: str
    rhythm: Rhythm
    idempotency_key: str


class TokenIn(In):
    """What stands in the link of a mail."""

    token: str


@router.post("/issues/{issue_id}/follow")
async def follow_issue(issue_id: str, given: FollowIn, use: Use) -> Response:
    """Ask an address whether it agrees; the answer is the same whatever is known of it."""
    await use.following.follow(issue_id, given.mail_address, given.rhythm, given.idempotency_key)
    return answer({"asked": True})


@router.post("/mails/agree")
async def agree(given: TokenIn, use: Use) -> Response:
    """Begin to tell."""
    return answer(issue_out(await use.following.agree(given.token)))


@router.post("/mails/stop")
async def stop(given: TokenIn, use: Use) -> Response:
    """Tell no more."""
    return answer(issue_out(await use.following.stop(given.token)))
