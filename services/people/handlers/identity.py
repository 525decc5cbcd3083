"""Who shows a name from the sign-in provider, a session or a token, and what they may act for."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.people.domain.errors import (
    ApiTokenNotFound,
    ApiTokenNotValid,
    PeriodReversed,
    PeriodTooLong,
    PersonNotKnown,
    SessionEnded,
)
from services.people.store import Store
from shared.caller import Caller, act_as, current_caller
from shared.clock import now, today_jst
from shared.events.people import ApiTokenEnded, ApiTokenMade, PersonSignedIn
from shared.idempotency import checked_key
from shared.ids import new_id
from shared.mongo import Document, StaleAggregate
from shared.texts import clean_title

SESSION_LIVES = timedelta(hours=8)
TOKEN_DAYS_MAX = 366
TOKEN_PREFIX = "kyodo_"  # noqa: S105  # what all begin with, so that a leaked one is recognised
_TRIES = 8


@dataclass
class Identity:
    """The use cases of signing in. Secrets are kept as keyed hashes only."""

    store: Store
    secret_key: str

    async def by_sign_in_name(self, sign_in_name: str) -> Document:
        """Return who signs in by this name.

        Raises:
            PersonNotKnown: nobody, or one who has left.
        """
        return await self._identified(await self.store.person_by_sign_in_name(sign_in_name))

    async def begin_session(self, sign_in_name: str) -> Document:
        """Begin a web session; ``session`` is shown this once.

        Raises:
            PersonNotKnown: see ``by_sign_in_name``.
        """
        person = await self.store.person_by_sign_in_name(sign_in_name)
        identity = await self._identified(person)
        secret, expires_at = secrets.token_urlsafe(32), now() + SESSION_LIVES
        await self.store.keep_session(self._hash(secret), identity["person_id"], expires_at)
        act_as(Caller(identity["person_id"]))  # from here on it is known who acts
        await self._note_sign_in(identity["person_id"])
        return {**identity, "session": secret, "expires_at": expires_at}

    async def by_session(self, session: str) -> Document:
        """Return whose web session it is.

        Raises:
            SessionEnded: it ended, or never was. PersonNotKnown: the person has left.
        """
        kept = await self.store.session(self._hash(session))
        if kept is None:
            raise SessionEnded
        identity = await self._identified(await self.store.person(kept["person_id"]))
        return {**identity, "expires_at": kept["expires_at"]}

    async def end_session(self, session: str) -> None:
        """End a web session; once more changes nothing."""
        await self.store.end_session(self._hash(session))

    async def by_token(self, token: str) -> Document:
        """Return who holds an API token.

        Raises:
            ApiTokenNotValid: it is unknown, expired or ended. PersonNotKnown: the person has left.
        """
        token_hash = self._hash(token)
        person = await self.store.person_by_token(token_hash)
        kept = next((t for t in (person or {}).get("tokens", ()) if t["hash"] == token_hash), None)
        if kept is None or kept["expires_on"] < today_jst().isoformat():
            raise ApiTokenNotValid
        return await self._identified(person)

    async def make_token(self, person_id: str, name: str, expires_on: date, key: str) -> Document:
        """Make an API token with all rights of its person; ``token`` is shown this once.

        It is computed from the key, so that a repeated request gets the first token again.

        Raises:
            PersonNotFound, PersonNotKnown, PeriodReversed, PeriodTooLong, and what may be wrong
            with a name.
        """
        name, today = clean_title("name", name, max_chars=60), today_jst()
        if expires_on < today:
            raise PeriodReversed("expires_on")
        if expires_on > today + timedelta(days=TOKEN_DAYS_MAX):
            raise PeriodTooLong("expires_on", max=TOKEN_DAYS_MAX)
        secret, token_id = self._token(person_id, checked_key(key)), new_id()
        if (known := await self._known_token(person_id, secret)) is not None:
            return {"token": secret, **known}
        kept = {
            "id": token_id,
            "hash": self._hash(secret),
            "name": name,
            "made_at": now(),
            "expires_on": expires_on.isoformat(),
        }
        event = ApiTokenMade(person_id=person_id, token_id=token_id, expires_on=expires_on)
        await self._change(person_id, {"$push": {"tokens": kept}}, event)
        return {"token": secret, "id": token_id, "name": name, "expires_on": kept["expires_on"]}

    def _token(self, person_id: str, key: str) -> str:
        seed = f"api-token:{person_id}:{key}".encode()
        digest = hmac.new(self.secret_key.encode(), seed, hashlib.sha256).digest()
        return TOKEN_PREFIX + base64.urlsafe_b64encode(digest).decode().rstrip("=")

    async def _known_token(self, person_id: str, secret: str) -> Document | None:
        person = await self.store.person(person_id)
        for kept in person.get("tokens", ()):
            if kept["hash"] == self._hash(secret):
                return {name: kept[name] for name in ("id", "name", "expires_on")}
        return None

    async def end_token(self, token_id: str) -> None:
        """End a token of the caller's own.

        Raises:
            ApiTokenNotFound: the caller has none of this id.
        """
        person = await self.store.person(current_caller().person_id or "")
        if all(token["id"] != token_id for token in person.get("tokens", ())):
            raise ApiTokenNotFound("token_id")
        event = ApiTokenEnded(person_id=person["_id"], token_id=token_id)
        await self._change(person["_id"], {"$pull": {"tokens": {"id": token_id}}}, event)

    async def _identified(self, person: Document | None) -> Document:
        if person is None or person["left_at"] is not None:
            raise PersonNotKnown
        desks = await self.store.desks_for(person["_id"], today_jst())
        return {
            "person_id": person["_id"],
            "name": person["name"],
            "roles": person["roles"],
            "desks": sorted(desk["_id"] for desk in desks),
            "departments": sorted({desk["department_id"] for desk in desks}),
        }

    async def _note_sign_in(self, person_id: str) -> None:
        change = {"$set": {"signed_in_at": now()}}
        await self._change(person_id, change, PersonSignedIn(person_id=person_id))

    async def _change(self, person_id: str, change: dict[str, Any], event: Any) -> None:
        tries = _TRIES
        while True:
            tries -= 1
            person = await self.store.person(person_id)
            if person["left_at"] is not None:
                raise PersonNotKnown
            try:
                await self.store.people.update(
                    person_id, change, event, sequence=person["sequence"]
                )
            except StaleAggregate:
                if not tries:
                    raise
            else:
                return

    def _hash(self, secret: str) -> str:
        return hmac.new(self.secret_key.encode(), secret.encode(), hashlib.sha256).hexdigest()
