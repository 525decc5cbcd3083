"""Events of people: offices, who holds them, who stands in for whom. Ids only."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.events.envelope import EventData


class DepartmentOpened(EventData):
    """A department (部・課) was entered."""

    TYPE: ClassVar[str] = "people.department_opened.v1"
    SUBJECT: ClassVar[str] = "department_id"

    department_id: str


class DeskOpened(EventData):
    """A desk (担当) was entered, with the people who hold it."""

    TYPE: ClassVar[str] = "people.desk_opened.v1"
    SUBJECT: ClassVar[str] = "desk_id"

    desk_id: str
    department_id: str
    holders: tuple[str, ...]


class DeskHoldersChanged(EventData):
    """Other people hold a desk from now on."""

    TYPE: ClassVar[str] = "people.desk_holders_changed.v1"
    SUBJECT: ClassVar[str] = "desk_id"

    desk_id: str
    holders: tuple[str, ...]
    on: date


class DeskHandedOver(EventData):
    """All that a desk owned is another desk's; without a successor, this was taken back."""

    TYPE: ClassVar[str] = "people.desk_handed_over.v1"
    SUBJECT: ClassVar[str] = "desk_id"

    desk_id: str
    successor_id: str | None
    on: date


class PersonEntered(EventData):
    """A person may sign in."""

    TYPE: ClassVar[str] = "people.person_entered.v1"
    SUBJECT: ClassVar[str] = "person_id"

    person_id: str
    roles: tuple[str, ...]


class PersonRolesChanged(EventData):
    """A person's roles are others now."""

    TYPE: ClassVar[str] = "people.person_roles_changed.v1"
    SUBJECT: ClassVar[str] = "person_id"

    person_id: str
    roles: tuple[str, ...]


class PersonLeft(EventData):
    """A person may no longer sign in."""

    TYPE: ClassVar[str] = "people.person_left.v1"
    SUBJECT: ClassVar[str] = "person_id"

    person_id: str


class PersonSignedIn(EventData):
    """A person signed in at the web pages."""

    TYPE: ClassVar[str] = "people.person_signed_in.v1"
    SUBJECT: ClassVar[str] = "person_id"

    person_id: str


class NoticeAddressSet(EventData):
    """A person wants to be told of tasks by mail, or no longer. Never where."""

    TYPE: ClassVar[str] = "people.notice_address_set.v1"
    SUBJECT: ClassVar[str] = "person_id"

    person_id: str
    wanted: bool


class ApiTokenMade(EventData):
    """A person got a token for programs."""

    TYPE: ClassVar[str] = "people.api_token_made.v1"
    SUBJECT: ClassVar[str] = "person_id"

    person_id: str
    token_id: str
    expires_on: date


class ApiTokenEnded(EventData):
    """A token for programs is no longer taken."""

    TYPE: ClassVar[str] = "people.api_token_ended.v1"
    SUBJECT: ClassVar[str] = "person_id"

    person_id: str
    token_id: str


class DelegationBegan(EventData):
    """One person may stand in for another at some desks, from day to day."""

    TYPE: ClassVar[str] = "people.delegation_began.v1"
    SUBJECT: ClassVar[str] = "delegation_id"

    delegation_id: str
    from_person: str
    to_person: str
    desk_ids: tuple[str, ...]
    from_day: date
    to_day: date = Field(description="The last day, included.")


class DelegationEnded(EventData):
    """A delegation was ended before its last day."""

    TYPE: ClassVar[str] = "people.delegation_ended.v1"
    SUBJECT: ClassVar[str] = "delegation_id"

    delegation_id: str
