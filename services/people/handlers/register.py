"""Entering departments, desks and people, and what people may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.people.domain.errors import (
    LastAdminWouldLeave,
    PersonHasLeft,
    PersonNotFound,
    RolesMissing,
    SignInNameTaken,
)
from services.people.domain.office import Desk
from services.people.store import Store, desk_to
from shared.caller import Role, current_caller
from shared.clock import now
from shared.events import EventData
from shared.events.people import (
    DepartmentOpened,
    DeskOpened,
    PersonEntered,
    PersonRolesChanged,
)
from shared.idempotency import Request, first_answer
from shared.ids import new_id
from shared.mongo import Aggregates, Document, DuplicateKeyError, Session
from shared.texts import clean_title

SIGN_IN_NAME_MAX = 200


@dataclass
class Register:
    """The use cases of those who administer people."""

    store: Store

    async def open_department(self, name: str, key: str) -> Document:
        """Enter a department (部・課).

        Raises:
            Forbidden: the caller does not administer people.
            IdempotencyKeyReused, and what may be wrong with a name.
        """
        current_caller().require(Role.ADMIN)
        name = clean_title("name", name, max_chars=100)
        request = Request.of(key, {"name": name})
        row = {"_id": new_id(), "name": name, "opened_at": now()}
        event = DepartmentOpened(department_id=row["_id"])
        return await self._entered(self.store.departments, row, event, request)

    async def open_desk(
        self, department_id: str, name: str, holders: Sequence[str], key: str
    ) -> Document:
        """Enter a desk (担当・ポスト) with at least one person who holds it.

        Raises:
            Forbidden: the caller does not administer people.
            DepartmentNotFound, PersonNotFound, PersonHasLeft, IdempotencyKeyReused, and what may
            be wrong with a name.
        """
        current_caller().require(Role.ADMIN)
        name = clean_title("name", name, max_chars=100)
        given = {"department_id": department_id, "name": name, "holders": list(holders)}
        request = Request.of(key, given)
        await self.store.department(department_id)
        desk = Desk(new_id(), department_id, name, tuple(dict.fromkeys(holders)))
        event = DeskOpened(desk_id=desk.id, department_id=department_id, holders=desk.holders)

        async def enter(session: Session) -> Document:
            made = await self.store.made_by(self.store.desks, request.key, session)
            if made is not None:
                return first_answer(made, request)
            # Nobody of them may leave meanwhile: the desk would have nobody.
            await self._require_working(holders, session)
            row = {**desk_to(desk), "request": vars(request)}
            await self.store.desks.insert(row, event, session=session)
            return row

        return await self.store.alone(enter)

    async def enter_person(
        self, name: str, sign_in_name: str, roles: Sequence[Role], key: str
    ) -> Document:
        """Let a person sign in by a name that the sign-in provider vouches for.

        Raises:
            Forbidden: the caller does not administer people.
            SignInNameTaken, RolesMissing, IdempotencyKeyReused, and what may be wrong with names.
        """
        current_caller().require(Role.ADMIN)
        name = clean_title("name", name, max_chars=100)
        sign_in_name = clean_title("sign_in_name", sign_in_name, max_chars=SIGN_IN_NAME_MAX)
        kinds = _sorted(roles)
        given = {"name": name, "sign_in_name": sign_in_name, "roles": kinds}
        row = {"_id": new_id(), **given, "left_at": None, "entered_at": now()}
        event = PersonEntered(person_id=row["_id"], roles=tuple(kinds))
        return await self._entered(self.store.people, row, event, Request.of(key, given))

    async def change_roles(self, person_id: str, roles: Sequence[Role]) -> Document:
        """Say anew what a person may be; the same again changes nothing.

        Raises:
            Forbidden: the caller does not administer people.
            PersonNotFound, PersonHasLeft, RolesMissing.
            LastAdminWouldLeave: nobody could administer people any more.
        """
        current_caller().require(Role.ADMIN)
        kinds = _sorted(roles)

        async def change(session: Session) -> Document:
            person = await self.store.person(person_id, session)
            if person["left_at"] is not None:
                raise PersonHasLeft("person_id")
            if person["roles"] == kinds:
                return person
            gives_up = Role.ADMIN in person["roles"] and Role.ADMIN not in roles
            if gives_up and await self.store.admins(session) == {person_id}:
                raise LastAdminWouldLeave
            return await self.store.people.update(
                person_id,
                {"$set": {"roles": kinds}},
                PersonRolesChanged(person_id=person_id, roles=tuple(kinds)),
                sequence=person["sequence"],
                session=session,
            )

        return await self.store.alone(change)

    async def _require_working(self, person_ids: Sequence[str], session: Session) -> None:
        if not person_ids:
            raise PersonNotFound("holders")
        known = {row["_id"]: row for row in await self.store.list_people(person_ids, session)}
        for person_id in person_ids:
            if person_id not in known:
                raise PersonNotFound("holders")
            if known[person_id]["left_at"] is not None:
                raise PersonHasLeft("holders")

    async def _entered(
        self, aggregates: Aggregates, row: dict[str, Any], event: EventData, request: Request
    ) -> Document:
        try:
            await aggregates.insert({**row, "request": vars(request)}, event)
        except DuplicateKeyError as error:
            if "sign_in_name" in (error.details or {}).get("keyPattern", {}):
                made = await self.store.made_by(aggregates, request.key)
                if made is None:
                    raise SignInNameTaken("sign_in_name") from None
            return first_answer(await self.store.made_by(aggregates, request.key), request)
        return row


def _sorted(roles: Sequence[Role]) -> list[str]:
    if not roles:
        raise RolesMissing("roles")
    return sorted(set(roles))
