"""Who acts: the person behind a request, as every service sees them.

Citizens act without an account and are ``STRANGER``. Who signs in is known by an id, never by a
name, and by what decides their rights: roles, the desks they hold or stand in for, departments.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from shared.errors import Forbidden, NotSignedIn


class Role(StrEnum):
    """What a person may be. Relations (department, desk, assignment) narrow it further."""

    STAFF = "STAFF"  # 職員
    ADMIN = "ADMIN"  # 管理者: departments, desks, people
    RECORDS = "RECORDS"  # 文書・個人情報管理者: keeping, disclosure requests, erasure, audit
    FACILITATOR = "FACILITATOR"  # 進行役
    REVIEWER = "REVIEWER"  # 選考委員
    COORDINATOR = "COORDINATOR"  # コーディネーター


class NotInCharge(Forbidden):
    """It is another department's or another person's to do."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A person, or a stranger.

    Attributes:
        person_id: the id that events and the audit log name; None for a stranger.
        roles: what the person may be.
        desks: ids of all desks (担当) the person may act for: held, taken over, stood in for.
        departments: ids of the departments of those desks.
    """

    person_id: str | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    desks: frozenset[str] = field(default_factory=frozenset)
    departments: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_operator(self) -> bool:
        """Say whether it is the command line of those who run the system."""
        return self == OPERATOR_CALLER

    def has(self, *roles: Role) -> bool:
        """Say whether the person has one of the roles."""
        return not self.roles.isdisjoint(roles)

    def require(self, *roles: Role) -> None:
        """Let a person with one of the roles pass.

        Raises:
            NotSignedIn: a stranger. Forbidden: a person with other roles.
        """
        if self.person_id is None:
            raise NotSignedIn
        if not self.has(*roles):
            raise Forbidden

    def require_operator(self) -> None:
        """Let the command line of those who run the system pass.

        Raises:
            NotSignedIn: a stranger. Forbidden: anybody else.
        """
        if self.person_id is None:
            raise NotSignedIn
        if not self.is_operator:
            raise Forbidden

    def require_department(self, department_id: str | None) -> None:
        """Let a person of the department in charge pass.

        Raises:
            NotSignedIn: a stranger. NotInCharge: someone of another department.
        """
        if self.person_id is None:
            raise NotSignedIn
        if department_id is None or department_id not in self.departments:
            raise NotInCharge

    def require_desk(self, *desk_ids: str | None) -> None:
        """Let a person pass who may act for one of the desks.

        Raises:
            NotSignedIn: a stranger. NotInCharge: someone of another desk.
        """
        if self.person_id is None:
            raise NotSignedIn
        if self.desks.isdisjoint(desk for desk in desk_ids if desk):
            raise NotInCharge

    def claims(self) -> dict[str, Any]:
        """Write it for a token; nothing for a stranger."""
        if self.person_id is None:
            return {}
        return {
            "person": self.person_id,
            "roles": sorted(self.roles),
            "desks": sorted(self.desks),
            "departments": sorted(self.departments),
        }

    @classmethod
    def of(cls, claims: dict[str, Any]) -> Self:
        """Read what ``claims`` wrote. A role that this version does not know gives no right."""
        if not claims:
            return cls()
        return cls(
            str(claims["person"]),
            frozenset(_known_roles(claims.get("roles", ()))),
            frozenset(claims.get("desks", ())),
            frozenset(claims.get("departments", ())),
        )


def _known_roles(names: Iterable[str]) -> Iterable[Role]:
    return (Role(name) for name in names if name in Role.__members__)


STRANGER = Caller()
# Enters the first people; reads and changes nothing that belongs to a department.
OPERATOR_CALLER = Caller("operator", frozenset({Role.ADMIN}))
_current: ContextVar[Caller] = ContextVar("caller", default=STRANGER)


def current_caller() -> Caller:
    """Return who is behind the request that this task serves."""
    return _current.get()


def act_as(caller: Caller) -> None:
    """Say who is behind what this task does from now on."""
    _current.set(caller)
