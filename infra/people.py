"""The people service as the operator calls it: the first people, and tokens for programs.

Synchronous: it is used once, before anything else can be done.
"""

import http.client
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson

from shared.auth import OPERATOR, service_token
from shared.clock import today_jst

ANSWER_WITHIN_S = 20.0


class PeopleAway(Exception):
    """The people service cannot be reached at this address."""


class PeopleRefused(Exception):
    """It says no; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PeopleService:
    """Enters people and offices; every entry has a key, so that it may be repeated."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._url = environment["KYODO_PEOPLE_URL"].rstrip("/")
        self._key = environment["KYODO_SERVICE_KEY"]

    def enter_person(self, name: str, sign_in_name: str, roles: Sequence[str], key: str) -> str:
        """Let a person sign in; return the person's id."""
        body = {"name": name, "sign_in_name": sign_in_name, "roles": roles}
        return str(self._post("/people", {**body, "idempotency_key": key})["id"])

    def open_department(self, name: str, key: str) -> str:
        """Enter a department; return its id."""
        return str(self._post("/departments", {"name": name, "idempotency_key": key})["id"])

    def open_desk(self, department_id: str, name: str, holders: Sequence[str], key: str) -> str:
        """Enter a desk; return its id."""
        body = {"department_id": department_id, "name": name, "holders": holders}
        return str(self._post("/desks", {**body, "idempotency_key": key})["id"])

    def identify(self, sign_in_name: str) -> dict[str, Any]:
        """Return who signs in by a name, with desks and departments."""
        return self._post("/identify", {"sign_in_name": sign_in_name})

    def make_token(self, person_id: str, name: str, days: int) -> str:
        """Make an API token with a person's rights; return it."""
        expires_on = (today_jst() + timedelta(days=days)).isoformat()
        body = {"person_id": person_id, "name": name, "expires_on": expires_on}
        body["idempotency_key"] = f"operator-{secrets.token_hex(16)}"
        return str(self._post("/tokens", body)["token"])

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post.

        Raises:
            PeopleAway, PeopleRefused.
        """
        address = urlsplit(self._url)
        secure = address.scheme == "https"
        connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = connect(address.hostname or "", address.port, timeout=ANSWER_WITHIN_S)
        token = service_token(self._key, OPERATOR, "people")
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        try:
            connection.request("POST", address.path + path, orjson.dumps(body), headers)
            response = connection.getresponse()
            answer: dict[str, Any] = orjson.loads(response.read())
        except (OSError, http.client.HTTPException, orjson.JSONDecodeError) as error:
            raise PeopleAway(self._url) from error
        finally:
            connection.close()
        if response.status >= 400:
            raise PeopleRefused(answer["errors"][0]["code"])
        return answer
