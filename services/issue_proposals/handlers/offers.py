"""Offers: made, withdrawn, matched with needs, asked for, accepted, thanked, reserved."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from services.issue_proposals.domain.errors import (
    IssueNumberNotFitting,
    ReservationNotFound,
)
from services.issue_proposals.domain.issue import checked_ward
from services.issue_proposals.domain.matching import Ranked
from services.issue_proposals.domain.offer import OFFER_CHARS_MAX, Match, Offer, Reservation
from services.issue_proposals.handlers.matching import Matching
from services.issue_proposals.store import Store, pushed
from services.issue_proposals.store import documents as as_document
from shared.caller import current_caller
from shared.clock import now
from shared.events.issue_proposals import (
    MatchMoved,
    MatchState,
    OfferChanged,
    OfferMade,
    OfferReserved,
    ResourceKind,
)
from shared.idempotency import checked_key
from shared.ids import new_id
from shared.mongo import DuplicateKeyError, StaleAggregate
from shared.private_data import Locked
from shared.receipt_numbers import new_receipt_number
from shared.texts import clean_text, clean_title
from shared.two_numbers import Numbers, Receipts

# Two who reserve the same room at once: one waits for the other and looks again.
TRIES = 60


@dataclass(frozen=True)
class NewOffer:
    """What somebody can give or lend; name and contact are for those who ask for it only."""

    idempotency_key: str
    kind: ResourceKind
    text: str
    conditions: str = ""
    availability: str = ""
    giver: str = ""
    ward: str = ""
    name: str = ""
    contact: str = ""


@dataclass
class Offers:
    """The use cases of offers and of what ties them to needs."""

    store: Store
    receipts: Receipts
    matching: Matching
    wards: tuple[str, ...]

    async def offer(self, new: NewOffer) -> tuple[Offer, str]:
        """Enter an offer in the register; return it with its 確認番号. The same key: the same.

        Raises:
            TextEmpty and the like, WardUnknown; Unavailable: send the same key again.
        """
        request = self.receipts.request("offer", new.idempotency_key)
        if (known := await self.store.offer_row_by_key(request.hashed)) is not None:
            return as_document.to_offer(known), request.confirmation
        made = Offer(
            id=new_id(),
            number=new_receipt_number(),
            kind=new.kind,
            text=clean_text("text", new.text, max_chars=OFFER_CHARS_MAX),
            conditions=_short("conditions", new.conditions),
            availability=_short("availability", new.availability),
            giver=clean_title("giver", new.giver, max_chars=100, required=False),
            ward=checked_ward(new.ward, self.wards),
            offered_at=now(),
            open=True,
            reservations=(),
            sequence=1,
        )
        given = {
            "name": clean_title("name", new.name, max_chars=100, required=False),
            "contact": clean_text("contact", new.contact, max_chars=300, required=False),
        }
        private = await self.receipts.row(request, made.id, made.number, given, made.offered_at)
        event = OfferMade(offer_id=made.id, kind=made.kind, ward=made.ward)
        try:
            await self.store.insert_offer(made, private, event)
        except DuplicateKeyError:  # the same request at the same time
            if (known := await self.store.offer_row_by_key(request.hashed)) is None:
                raise
            return as_document.to_offer(known), request.confirmation
        return made, request.confirmation

    async def own(self, number: str, confirmation: str) -> Offer:
        """Return an offer to who made it.

        Raises:
            ReceiptNumberMistyped, ConfirmationNumberMistyped, OfferNotFound,
            IssueNumberNotFitting.
        """
        numbers = Numbers(number, confirmation).checked()
        row = await self.store.offer_row({"number": numbers.number})
        self.receipts.require_fitting(numbers, row)
        return as_document.to_offer(row)

    async def read(self, number: str, confirmation: str) -> tuple[Offer, list[Match]]:
        """Return an offer to who made it, with what it was asked for, the newest first.

        Raises:
            as ``own``.
        """
        offer = await self.own(number, confirmation)
        return offer, await self.store.matches_of_offer(offer.id)

    async def withdraw(self, number: str, confirmation: str) -> Offer:
        """Take an offer back; what is reserved already holds. Again changes nothing.

        Raises:
            as ``own``; StaleAggregate.
        """
        offer = await self.own(number, confirmation)
        if not offer.open:
            return offer
        event = OfferChanged(offer_id=offer.id, open=False)
        return await self.store.update_offer(offer, {"$set": {"open": False}}, event)

    async def suggest(self, issue_id: str, need_id: str) -> list[Ranked]:
        """Rank the open offers that may help with a need, each with the reason.

        Raises:
            IssueNotFound: or it is not public. NeedNotFound; Unavailable.
        """
        issue = await self.store.public_issue(issue_id)
        need = issue.need(need_id)
        return await self.matching.best(need, await self.store.offers_to_match())

    async def contact(self, match_id: str) -> dict[str, str]:
        """Return how to reach who made an accepted offer.

        Raises:
            MatchNotFound, NotSignedIn, NotInCharge. IssueNotFound; Unavailable.
        """
        match = await self.store.match(match_id)
        issue = await self.store.issue(match.issue_id)
        issue.require_handling(current_caller())
        row = await self.store.offer_row({"_id": match.offer_id})
        if not row["sealed"]:
            return {}
        (fields,) = await self.receipts.private.open([Locked.of(row["sealed"])])
        return fields or {}

    async def ask(self, issue_id: str, need_id: str, offer_id: str) -> Match:
        """Ask for an offer for a need; asked once already: nothing changes.

        Raises:
            IssueNotFound, NeedNotFound, OfferNotFound, OfferNotOpen, NotSignedIn, NotInCharge.
        """
        issue = await self.store.public_issue(issue_id)
        issue.require_handling(current_caller())
        issue.need(need_id)
        if (known := await self.store.match_of(need_id, offer_id)) is not None:
            return known
        (await self.store.offer(offer_id)).require_open()
        match = Match(new_id(), issue_id, need_id, offer_id, MatchState.ASKED, now(), "", 1)
        row = {**asdict(match), "_id": match.id, "state": match.state.value}
        del row["id"], row["sequence"]
        try:
            await self.store.matches.insert(row, _moved(match, MatchState.ASKED))
        except DuplicateKeyError:  # somebody else asked at the same time
            if (known := await self.store.match_of(need_id, offer_id)) is None:
                raise
            return known
        return match

    async def move_match(
        self, match_id: str, to: MatchState, thanks: str, number: str, confirmation: str
    ) -> Match:
        """Accept or decline (who offers, or a coordinator for them), or thank (who asked).

        Raises:
            MatchNotFound, MatchNotMovable, StaleAggregate, NotSignedIn, NotInCharge, TextTooLong;
            with numbers: as ``own``.
        """
        match = await self.store.match(match_id)
        if number:
            offer = await self.own(number, confirmation)
            if offer.id != match.offer_id or to is MatchState.THANKED:
                raise IssueNumberNotFitting("number")
        else:
            (await self.store.issue(match.issue_id)).require_handling(current_caller())
        if match.state is to:
            return match
        match.require_way(to)
        words = clean_text("thanks", thanks, max_chars=500, required=False)
        change = {"$set": {"state": to.value, "thanks": words}}
        return await self.store.update_match(match, change, _moved(match, to))

    async def reserve(
        self, offer_id: str, issue_id: str, starts_at: datetime, ends_at: datetime, key: str
    ) -> Offer:
        """Reserve a room or a thing for a time; never twice. The same key changes nothing.

        Raises:
            OfferNotFound, OfferNotOpen, OfferNotReservable, ReservationTimeInvalid,
            ReservationTaken, IssueNotFound, NotSignedIn, NotInCharge.
        """
        issue, id_ = await self.store.public_issue(issue_id), checked_key(key)
        issue.require_handling(current_caller())
        reserved = Reservation(id_, issue_id, starts_at, ends_at)
        for _ in range(TRIES):
            offer = await self.store.offer(offer_id)
            if reserved in offer.reservations:
                return offer
            offer.require_free(starts_at, ends_at, now())
            with suppress(StaleAggregate):
                return await self.store.update_offer(
                    offer, pushed("reservations", asdict(reserved)), _reserved(offer, reserved)
                )
        raise StaleAggregate

    async def give_back(self, offer_id: str, reservation_id: str) -> Offer:
        """Give a reservation back, so that others can have the time.

        Raises:
            OfferNotFound, ReservationNotFound, NotSignedIn, NotInCharge, StaleAggregate.
        """
        offer = await self.store.offer(offer_id)
        found = [one for one in offer.reservations if one.id == reservation_id]
        if not found:
            raise ReservationNotFound("reservation_id")
        (await self.store.issue(found[0].issue_id)).require_handling(current_caller())
        change = {"$pull": {"reservations": {"id": reservation_id}}}
        event = _reserved(offer, found[0], given_back=True)
        return await self.store.update_offer(offer, change, event)


def _short(field: str, text: str) -> str:
    return clean_text(field, text, max_chars=300, required=False)


def _moved(match: Match, to: MatchState) -> MatchMoved:
    return MatchMoved(
        match_id=match.id,
        issue_id=match.issue_id,
        need_id=match.need_id,
        offer_id=match.offer_id,
        state=to,
    )


def _reserved(offer: Offer, one: Reservation, *, given_back: bool = False) -> OfferReserved:
    return OfferReserved(
        offer_id=offer.id,
        reservation_id=one.id,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        given_back=given_back,
    )
