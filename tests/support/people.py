"""One person for each role, their desks and tokens, in a running system.

Sign-in names are those of the demo's sign-in provider, so that the same people sign in by browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp

from shared.auth import OPERATOR, service_token
from shared.clock import today_jst

# name: (roles, department, desk)
PEOPLE: dict[str, tuple[list[str], str, str]] = {
    "staff": (["STAFF"], "市民協働推進課", "協働推進係"),
    "approver": (["STAFF"], "市民協働推進課", "課長"),
    "other_staff": (["STAFF"], "交通政策課", "計画係"),
    "admin": (["ADMIN"], "", ""),
    "records": (["RECORDS"], "", ""),
    "facilitator": (["FACILITATOR"], "", ""),
    "reviewer": (["REVIEWER"], "", ""),
    "coordinator": (["COORDINATOR"], "", ""),
}


@dataclass
class Cast:
    """Ids and API tokens by the names in ``PEOPLE``."""

    people: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    desks: dict[str, str] = field(default_factory=dict)
    departments: dict[str, str] = field(default_factory=dict)

    @property
    def department(self) -> str:
        """The department in charge: of ``staff`` and ``approver``."""
        return self.departments["市民協働推進課"]

    @property
    def other_department(self) -> str:
        """The department of ``other_staff``."""
        return self.departments["交通政策課"]


def sign_in_name(person: str) -> str:
    """Return the name by which a person of the cast signs in."""
    return f"demo-{person.replace('_', '-')}"


class PeopleService:
    """The people service, as the operator calls it."""

    def __init__(self, session: aiohttp.ClientSession, environment: Mapping[str, str]) -> None:
        self._session = session
        self._url = environment["KYODO_PEOPLE_URL"].rstrip("/")
        self._key = environment["KYODO_SERVICE_KEY"]

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post, and return the answer."""
        headers = {"Authorization": f"Bearer {service_token(self._key, OPERATOR, 'people')}"}
        async with self._session.post(self._url + path, json=body, headers=headers) as answer:
            found: dict[str, Any] = await answer.json()
            assert answer.status < 300, found
            return found


async def cast(environment: Mapping[str, str]) -> Cast:
    """Enter the people of ``PEOPLE`` with their desks; once more gives new tokens only."""
    made = Cast()
    async with aiohttp.ClientSession() as session:
        service = PeopleService(session, environment)
        for name, (roles, department, desk) in PEOPLE.items():
            person = await service.post(
                "/people",
                {
                    "name": f"試験 {name}",
                    "sign_in_name": sign_in_name(name),
                    "roles": roles,
                    "idempotency_key": f"cast-of-the-tests-{name}",
                },
            )
            made.people[name] = person["id"]
            if desk:
                made.desks[name] = await _desk(service, made, department, desk, person["id"])
            token = {
                "person_id": person["id"],
                "name": "試験",
                "expires_on": (today_jst() + timedelta(days=2)).isoformat(),
            }
            made.tokens[name] = (await service.post("/tokens", token))["token"]
    return made


async def _desk(service: PeopleService, made: Cast, department: str, desk: str, holder: str) -> str:
    if department not in made.departments:
        number = len(made.departments)
        body = {"name": department, "idempotency_key": f"department-of-the-tests-{number}"}
        made.departments[department] = (await service.post("/departments", body))["id"]
    desk_body: dict[str, object] = {
        "department_id": made.departments[department],
        "name": desk,
        "holders": [holder],
        "idempotency_key": f"desk-of-the-tests-{len(made.desks)}",
    }
    return str((await service.post("/desks", desk_body))["id"])
