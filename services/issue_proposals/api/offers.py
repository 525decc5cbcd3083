"""HTTP in and out: offers, what ties them to needs, reservations."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from services.issue_proposals.api.common import Kept, Use, match_out, offer_out
from services.issue_proposals.handlers.offers import NewOffer
from shared.events.issue_proposals import MatchState, ResourceKind
from shared.ids import read_ids
from shared.json_routes import In, answer
from shared.receipt_numbers import in_groups

IDS_MAX = 50

router = APIRouter()


class OfferIn(In):
    """Something that somebody can give or lend."""

    idempotency_key: str
    kind: ResourceKind
    text: str
    conditions: str = ""
    availability: str = ""
    giver: str = ""
    ward: str = ""
    name: str = ""
    contact: str = ""


class OwnIn(In):
    """The two numbers of who made the offer."""

    number: str
    confirmation_number: str


class AskIn(In):
    """Which offer is asked for which need."""

    issue_id: str
    need_id: str
    offer_id: str


class MoveMatchIn(In):
    """Accept, decline or thank; numbers of who made the offer, or none for who is signed in."""

    state: MatchState
    thanks: str = ""
    number: str = ""
    confirmation_number: str = ""


class ReserveIn(In):
    """For which issue and when."""

    issue_id: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    idempotency_key: str


@router.post("/offers")
async def make_offer(given: OfferIn, use: Use) -> Response:
    """Enter an offer in the register."""
    made, confirmation = await use.offers.offer(NewOffer(**given.model_dump()))
    numbers = {
        "number": in_groups(made.number),
        "confirmation_number": in_groups(confirmation),
    }
    return answer({**offer_out(made), **numbers}, 201)


@router.get("/offers")
async def read_offers(
    kept: Kept,
    ids: str | None = None,
    kind: ResourceKind | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Response:
    """Read offers by id, or a page of those that can be had, newest first."""
    if ids is not None:
        found = await kept.offers_by_id(read_ids(ids, IDS_MAX))
        return answer({"items": [offer_out(one) for one in found], "next": None})
    items, following = await kept.open_offers(after, limit, kind.value if kind else None)
    return answer({"items": [offer_out(one) for one in items], "next": following})


@router.post("/offers/read")
async def read_own(given: OwnIn, use: Use) -> Response:
    """Read an offer as who made it, with what it was asked for."""
    offer, asked = await use.offers.read(given.number, given.confirmation_number)
    return answer({**offer_out(offer), "asked": [match_out(one) for one in asked]})


@router.post("/offers/withdraw")
async def withdraw_offer(given: OwnIn, use: Use) -> Response:
    """Take an offer back."""
    return answer(offer_out(await use.offers.withdraw(given.number, given.confirmation_number)))


@router.get("/issues/{issue_id}/needs/{need_id}/suggestions")
async def suggest_offers(issue_id: str, need_id: str, use: Use) -> Response:
    """Rank the offers that may help."""
    found = await use.offers.suggest(issue_id, need_id)
    return answer(
        {
            "items": [
                {
                    "offer_id": one.id,
                    "score": one.score,
                    "same_kind": one.same_kind,
                    "situations": list(one.situations),
                    "words": list(one.words),
                }
                for one in found
            ]
        }
    )


@router.post("/matches")
async def ask_for_offer(given: AskIn, use: Use) -> Response:
    """Ask for an offer."""
    return answer(match_out(await use.offers.ask(**given.model_dump())), 201)


@router.post("/matches/{match_id}/move")
async def move_match(match_id: str, given: MoveMatchIn, use: Use) -> Response:
    """Accept, decline, thank."""
    made = await use.offers.move_match(
        match_id, given.state, given.thanks, given.number, given.confirmation_number
    )
    return answer(match_out(made))


@router.post("/matches/{match_id}/contact")
async def open_contact(match_id: str, use: Use) -> Response:
    """Read how to reach who made the offer."""
    return answer({"given": await use.offers.contact(match_id)})


@router.post("/offers/{offer_id}/reservations")
async def reserve(offer_id: str, given: ReserveIn, use: Use) -> Response:
    """Reserve it for a time."""
    made = await use.offers.reserve(
        offer_id, given.issue_id, given.starts_at, given.ends_at, given.idempotency_key
    )
    return answer(offer_out(made), 201)


@router.post("/offers/{offer_id}/reservations/{reservation_id}/give-back")
async def give_back(offer_id: str, reservation_id: str, use: Use) -> Response:
    """Give a reservation back."""
    return answer(offer_out(await use.offers.give_back(offer_id, reservation_id)))
