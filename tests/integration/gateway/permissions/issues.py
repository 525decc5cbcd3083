"""What the root fields of issue proposals are tried with."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from PIL import Image

from gateway.clients.issue_proposals import IssueProposalsClient
from shared.auth import GATEWAY, ServiceTokens
from shared.caller import STRANGER, act_as
from shared.receipt_numbers import NumberSecrets
from tests.integration.gateway.conftest import Door, new_key
from tests.integration.gateway.permissions.arguments import (
    Given,
    World,
    an_input,
    tried_with,
)
from tests.support.backing import SECRETS

WORDS = {"title": "試しの課題", "background": "試すための困りごとです。雪で困っています。"}
PLACE = {"latitude": 38.3, "longitude": 140.85}
IN_ISSUE = "... on IssueProposal { id sequence versions { number } }"
SNOW = "雪かきの道具を貸します。"

# The public issue of each town, made once, with a need, an answer, and an offer that was reserved.
_MADE: dict[str, Given] = {}
_MAKING = asyncio.Lock()
_HOURS = count()


async def brought(world: World) -> dict[str, Any]:
    """Bring a difficulty as a citizen; return its id and both numbers."""
    given = an_input(words="雪で困っています。", contact="試しの連絡先", place=PLACE)["input"]
    fields = "... on IssueReceipt { number confirmationNumber issue { id sequence } }"
    made = await world.door.do("bringIssue", "BringIssueInput", given, fields, as_staff=False)
    numbers = {name: made[name] for name in ("number", "confirmationNumber")}
    return {**made["issue"], "numbers": numbers}


async def sorted_as(world: World, kind: str) -> dict[str, Any]:
    """Let the coordinator sort a fresh one for the department in charge."""
    issue = await brought(world)
    given = an_input(
        issueId=issue["id"],
        kind=kind,
        departmentId=world.department,
        reason="試し",
        sequence=issue["sequence"],
    )["input"]
    coordinator = world.door_of("coordinator")
    made = await coordinator.do("sortIssue", "SortIssueInput", given, IN_ISSUE)
    return {**issue, "sequence": made["sequence"]}


async def shaped(world: World) -> dict[str, Any]:
    """Give a fresh one public words."""
    issue = await sorted_as(world, "ISSUE")
    given = an_input(issueId=issue["id"], words=WORDS, baseVersion=0)["input"]
    await world.door_of("coordinator").do("shapeIssue", "ShapeIssueInput", given, IN_ISSUE)
    return issue


async def offered(world: World) -> dict[str, Any]:
    """Make an offer as a citizen; return its id and both numbers."""
    given = an_input(kind="GOODS", text=SNOW, name="試し", contact="試しの連絡先")["input"]
    fields = "... on OfferReceipt { number confirmationNumber offer { id } }"
    made = await world.door.do("makeOffer", "MakeOfferInput", given, fields, as_staff=False)
    numbers = {name: made[name] for name in ("number", "confirmationNumber")}
    return {"id": made["offer"]["id"], "numbers": numbers}


async def asked(world: World, issue: Given, offer: Given) -> str:
    """Let the coordinator ask for an offer; return the match's id."""
    given = an_input(issueId=issue["id"], needId=issue["need"], offerId=offer["id"])["input"]
    door = world.door_of("coordinator")
    made = await door.do("askForOffer", "AskForOfferInput", given, "... on OfferMatch { id }")
    return str(made["id"])


async def reserved(world: World, issue: Given, offer: Given) -> str:
    """Let the coordinator reserve an offer for an hour of its own; return the reservation's id."""
    given = a_time(issue, offer)
    door = world.door_of("coordinator")
    await door.do("reserveOffer", "ReserveOfferInput", given, "... on Offer { id }")
    return str(given["idempotencyKey"])


def a_time(issue: Given, offer: Given) -> dict[str, Any]:
    """Describe a reservation for an hour that nobody else wants."""
    begins = datetime.now(UTC) + timedelta(days=2, hours=2 * next(_HOURS))
    return {
        "offerId": offer["id"],
        "issueId": issue["id"],
        "startsAt": begins.isoformat(),
        "endsAt": (begins + timedelta(hours=1)).isoformat(),
        "idempotencyKey": new_key(),
    }


def a_need(issue: str, key: str) -> dict[str, Any]:
    """Describe what the issue needs."""
    return {"issueId": issue, "kind": "GOODS", "text": "雪かきの道具", "idempotencyKey": key}


async def public(world: World) -> Given:
    """Return the town's public issue: its id, need, offer and match."""
    async with _MAKING:
        if (known := _MADE.get(world.town.policy)) is None:
            known = _MADE[world.town.policy] = await _public(world)
    return known


async def published(world: World) -> dict[str, Any]:
    """Bring one that its author and the coordinator have made public."""
    coordinator, issue = world.door_of("coordinator"), await shaped(world)
    numbers = issue["numbers"]
    version = {"issueId": issue["id"], "version": 1}
    for door, given in ((coordinator, {}), (world.door, numbers)):
        approval = an_input(**version, **given)["input"]
        as_staff = door is coordinator
        await door.do("approveIssue", "ApproveIssueInput", approval, "", as_staff=as_staff)
    return issue


async def _pictured(world: World) -> dict[str, Any]:
    """Publish one with a place, a photograph and a second version."""
    issue = await published(world)
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    act_as(STRANGER)
    tokens = ServiceTokens(SECRETS["KYODO_SERVICE_KEY"], GATEWAY)
    client = IssueProposalsClient(world.door.session, world.issues_url, tokens)
    numbers = issue["numbers"]
    both = (numbers["number"], numbers["confirmationNumber"])
    await client.attach_photograph(issue["id"], *both, picture.getvalue())
    own = await client.own({"number": both[0], "confirmation_number": both[1]})
    shown = [{"id": own["photographs"][0]["id"], "description": "試し"}]
    given = an_input(
        issueId=issue["id"],
        words={**WORDS, "title": "試しの課題（直したもの）"},
        place=PLACE,
        photographs=shown,
        baseVersion=1,
    )["input"]
    coordinator = world.door_of("coordinator")
    await coordinator.do("shapeIssue", "ShapeIssueInput", given, IN_ISSUE)
    links = [{"policyId": world.town.policy, "stage": "PLANNING"}]
    linked = an_input(issueId=issue["id"], links=links, reason="試し")["input"]
    version = {"issueId": issue["id"], "version": 2}
    for door, more in ((coordinator, {}), (world.door, numbers)):
        approval = an_input(**version, **more)["input"]
        as_staff = door is coordinator
        await door.do("approveIssue", "ApproveIssueInput", approval, "", as_staff=as_staff)
    await coordinator.do("linkIssue", "LinkIssueInput", linked, IN_ISSUE)
    return issue


async def _public(world: World) -> Given:
    coordinator, issue, need = world.door_of("coordinator"), await _pictured(world), new_key()
    named = {
        "issueId": issue["id"],
        "kind": "GOODS",
        "text": "雪かきの道具",
        "idempotencyKey": need,
    }
    await coordinator.do("nameNeed", "NameNeedInput", named, "")
    answer = an_input(issueId=issue["id"], text="試しの回答")["input"]
    await world.door_of("staff").do("answerIssue", "AnswerIssueInput", answer, "")
    offer, made = await offered(world), {**issue, "need": need}
    match = await asked(world, made, offer)
    await reserved(world, made, offer)
    return {**made, "offer": offer, "match": match}


@tried_with("Query.issueProposals", "Query.issuesAtWork", "Query.offers", "Query.overdueIssues")
async def _lists(world: World, _door: Door) -> Given:
    await public(world)
    return {"first": 20}


@tried_with("Query.issueMap")
async def _map(world: World, _door: Door) -> Given:
    await public(world)
    return {"zoom": 0}


@tried_with("Query.issueProposal")
async def _issue(world: World, _door: Door) -> Given:
    return {"id": (await public(world))["id"]}


@tried_with("Query.similarIssues")
async def _similar(world: World, _door: Door) -> Given:
    await public(world)
    return {"words": WORDS["background"]}


@tried_with("Query.offerSuggestions")
async def _suggestions(world: World, _door: Door) -> Given:
    issue = await public(world)
    return {"issueId": issue["id"], "needId": issue["need"]}


@tried_with("Mutation.bringIssue")
async def _bring(_: World, _door: Door) -> Given:
    return an_input(words="雪で困っています。")


@tried_with("Mutation.openIssue")
async def _open(world: World, _door: Door) -> Given:
    return {"input": (await public(world))["numbers"]}


@tried_with("Mutation.withdrawIssue")
async def _withdraw(world: World, _door: Door) -> Given:
    return an_input(**(await brought(world))["numbers"], reason="試し")


@tried_with("Mutation.sortIssue")
async def _sort(world: World, _door: Door) -> Given:
    issue = await sorted_as(world, "REQUEST")
    given = {"issueId": issue["id"], "sequence": issue["sequence"]}
    return an_input(**given, kind="ISSUE", departmentId=world.department, reason="試し")


@tried_with("Mutation.openIssueWords")
async def _words(world: World, _door: Door) -> Given:
    return an_input(issueId=(await public(world))["id"], purpose="試し")


@tried_with("Mutation.linkIssue")
async def _link(world: World, _door: Door) -> Given:
    links = [{"policyId": world.town.policy, "stage": "PLANNING"}]
    return an_input(issueId=(await public(world))["id"], links=links, reason=f"試し{new_key()}")


@tried_with("Mutation.shapeIssue")
async def _shape(world: World, _door: Door) -> Given:
    issue = await sorted_as(world, "ISSUE")
    return an_input(issueId=issue["id"], words=WORDS, baseVersion=0, **issue["numbers"])


@tried_with("Mutation.approveIssue")
async def _approve(world: World, _door: Door) -> Given:
    issue = await shaped(world)
    return an_input(issueId=issue["id"], version=1, **issue["numbers"])


@tried_with("Mutation.answerIssue")
async def _answer(world: World, _door: Door) -> Given:
    return an_input(issueId=(await sorted_as(world, "REQUEST"))["id"], text="試し")


@tried_with("Mutation.moveIssue")
async def _move(world: World, _door: Door) -> Given:
    return an_input(issueId=(await public(world))["id"], state="DISCUSSION")


@tried_with("Mutation.mergeIssue")
async def _merge(world: World, _door: Door) -> Given:
    issue, other = await published(world), await public(world)
    return an_input(issueId=issue["id"], into=other["id"], reason="試し")


@tried_with("Mutation.nameNeed")
async def _need(world: World, _door: Door) -> Given:
    # An issue has room for some needs only: the same one again is the same.
    issue = await public(world)
    return {"input": {**a_need(issue["id"], issue["need"]), **issue["numbers"]}}


@tried_with("Mutation.makeOffer")
async def _offer(_: World, _door: Door) -> Given:
    return an_input(kind="GOODS", text=SNOW)


@tried_with("Mutation.openOffer")
async def _own_offer(world: World, _door: Door) -> Given:
    return {"input": (await offered(world))["numbers"]}


@tried_with("Mutation.withdrawOffer")
async def _withdraw_offer(world: World, _door: Door) -> Given:
    return an_input(**(await offered(world))["numbers"])


@tried_with("Mutation.askForOffer")
async def _ask(world: World, _door: Door) -> Given:
    issue = await public(world)
    return an_input(issueId=issue["id"], needId=issue["need"], offerId=issue["offer"]["id"])


@tried_with("Mutation.moveMatch")
async def _move_match(world: World, _door: Door) -> Given:
    issue, offer = await public(world), await offered(world)
    match = await asked(world, issue, offer)
    return an_input(matchId=match, state="ACCEPTED", **offer["numbers"])


@tried_with("Mutation.openOfferContact")
async def _contact(world: World, _door: Door) -> Given:
    return an_input(matchId=(await public(world))["match"])


@tried_with("Mutation.reserveOffer")
async def _reserve(world: World, _door: Door) -> Given:
    issue = await public(world)
    return {"input": a_time(issue, issue["offer"])}


@tried_with("Mutation.giveBackReservation")
async def _give_back(world: World, _door: Door) -> Given:
    issue = await public(world)
    kept = await reserved(world, issue, issue["offer"])
    return an_input(offerId=issue["offer"]["id"], reservationId=kept)


@tried_with("Mutation.followIssue")
async def _follow(world: World, _door: Door) -> Given:
    issue = await public(world)
    return an_input(issueId=issue["id"], mailAddress="tried@example.jp", rhythm="DAY")


@tried_with("Mutation.agreeToIssueMails", "Mutation.stopIssueMails")
async def _issue_mails(world: World, _door: Door) -> Given:
    issue, address = await public(world), f"tried{next(_HOURS)}@example.jp"
    given = an_input(issueId=issue["id"], mailAddress=address, rhythm="DAY")["input"]
    await world.door.do("followIssue", "FollowIssueInput", given, "", as_staff=False)
    secrets = NumberSecrets(SECRETS["KYODO_SECRET_KEY"])
    follower = secrets.keyed("issue-follower", f"{issue['id']}|{address}").hex()[:32]
    return an_input(token=secrets.mail_token(follower))
