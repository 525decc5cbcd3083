"""What the mutations of people take."""

from datetime import date
from enum import StrEnum
from typing import Any

import strawberry

from gateway.words import Role


@strawberry.enum(description="引き継ぎ, 引き継ぎの取り消し, 就任, 離任, 退職・転出")
class MoveKind(StrEnum):
    """What a move of a personnel change does."""

    HAND_OVER = "HAND_OVER"
    TAKE_BACK = "TAKE_BACK"
    APPOINT = "APPOINT"
    RELIEVE = "RELIEVE"
    LEAVE = "LEAVE"


@strawberry.input(description="新しい部・課")
class OpenDepartmentInput:
    """A new department."""

    name: str
    idempotency_key: str


@strawberry.input(description="新しい担当。受け持つ人が少なくとも1人いります。")
class OpenDeskInput:
    """A new desk and who holds it."""

    department_id: strawberry.ID
    name: str
    holder_ids: list[strawberry.ID]
    idempotency_key: str


@strawberry.input(description="サインインできる人の登録")
class EnterPersonInput:
    """A person who may sign in."""

    name: str
    sign_in_name: str
    roles: list[Role]
    idempotency_key: str


@strawberry.input(description="役割の変更")
class ChangeRolesInput:
    """What a person may be from now on."""

    person_id: strawberry.ID
    roles: list[Role]
    idempotency_key: str


@strawberry.input(description="異動の1件")
class MoveInput:
    """One move; which ids it needs depends on its kind."""

    kind: MoveKind
    person_id: strawberry.ID | None = None
    desk_id: strawberry.ID | None = None
    to_desk_id: strawberry.ID | None = None

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "kind": self.kind,
            "person_id": self.person_id or "",
            "desk_id": self.desk_id or "",
            "to_desk_id": self.to_desk_id or "",
        }


@strawberry.input(description="人事異動。全部が一度に行われるか、何も変わらないかです。")
class PersonnelChangeInput:
    """A personnel change: all of it, or nothing."""

    moves: list[MoveInput]
    on: date
    reason: str = ""
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {"moves": [move.body() for move in self.moves], "on": self.on.isoformat()}


@strawberry.input(description="代理の指定")
class DelegateInput:
    """Who stands in for the caller, where, and from day to day."""

    to_person_id: strawberry.ID
    desk_ids: list[strawberry.ID]
    from_day: date
    to_day: date
    idempotency_key: str


@strawberry.input(description="代理を終える")
class EndDelegationInput:
    """The delegation to end."""

    delegation_id: strawberry.ID
    idempotency_key: str


@strawberry.input(description="プログラム用のトークンの発行")
class CreateApiTokenInput:
    """A token for programs."""

    name: str
    expires_on: date
    idempotency_key: str


@strawberry.input(description="仕事の知らせを受け取るメールアドレス")
class SetNoticeAddressInput:
    """Where the caller wants to be told of tasks; null: nowhere."""

    address: str | None
    idempotency_key: str


@strawberry.input(description="トークンを使えなくする")
class EndApiTokenInput:
    """The token to end."""

    token_id: strawberry.ID
    idempotency_key: str
