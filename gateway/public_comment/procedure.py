"""What a consultation tells in the schema, decisions that go without one, and printed forms."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

import strawberry

from gateway.clients.public_comment import (
    CorrectionAnswer,
    ExemptionAnswer,
    ExemptionKindAnswer,
    FiguresAnswer,
    MaterialAnswer,
)
from gateway.context import Info
from gateway.errors import Problems
from gateway.policies.types import Policy
from gateway.words import Channel, day, moment


@strawberry.enum(description="市内に住む, 働く, 学ぶ, 事業所などをもつ, 利害関係がある, どなたでも")
class Audience(StrEnum):
    """Who is asked."""

    LIVES = "LIVES"
    WORKS = "WORKS"
    STUDIES = "STUDIES"
    BUSINESS = "BUSINESS"
    INTERESTED = "INTERESTED"
    ANYONE = "ANYONE"


@strawberry.type(description="関係資料")
class Material:
    """Something to read; ``url`` is an https address or a path of this site."""

    title: str
    url: str

    @classmethod
    def of(cls, answer: MaterialAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(title=answer["title"], url=answer["url"])


@strawberry.type(description="募集を始めた後の訂正")
class Correction:
    """What was corrected after the consultation had opened; ``changed`` names the fields."""

    at: datetime
    note: str
    changed: list[str]

    @classmethod
    def of(cls, answer: CorrectionAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(at=moment(answer["at"]), note=answer["note"], changed=answer["changed"])


@strawberry.type(description="提出の方法ごとの数")
class ChannelFigures:
    """What came one way; without ``channel``, by the ways that few used, together."""

    channel: Channel | None
    submitters: int
    comments: int
    points: int


@strawberry.type(description="結果とともに公表した数：人, 通, 件")
class ConsultationFigures:
    """What came in the period: people, comments, opinions. ``late``: kept, outside of it."""

    submitters: int
    comments: int
    points: int
    late: int
    withdrawn: int
    by_channel: list[ChannelFigures]

    @classmethod
    def of(cls, answer: FiguresAnswer) -> Self:
        """Make it of the service's answer."""
        rows = [
            ChannelFigures(
                channel=Channel(row["channel"]) if row["channel"] else None,
                submitters=row["submitters"],
                comments=row["comments"],
                points=row["points"],
            )
            for row in answer["by_channel"]
        ]
        return cls(
            submitters=answer["submitters"],
            comments=answer["comments"],
            points=answer["points"],
            late=answer["late"],
            withdrawn=answer["withdrawn"],
            by_channel=rows,
        )


@strawberry.type(description="意見募集をしない理由の種類（市の決まり）")
class ExemptionKind:
    """For what reason a decision may go without a consultation."""

    code: str
    name: str

    @classmethod
    def of(cls, answer: ExemptionKindAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(code=answer["code"], name=answer["name"])


@strawberry.type(description="意見募集をせずに決めたこと")
class Exemption:
    """A decision that went without a consultation, and why."""

    id: strawberry.ID
    title: str
    kind: ExemptionKind
    reason: str
    decided_on: date
    recorded_at: datetime
    department_id: strawberry.ID
    policy_id: strawberry.Private[str | None]

    @classmethod
    def of(cls, answer: ExemptionAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            title=answer["title"],
            kind=ExemptionKind(code=answer["kind"], name=answer["kind_name"]),
            reason=answer["reason"],
            decided_on=day(answer["decided_on"]),
            recorded_at=moment(answer["recorded_at"]),
            department_id=strawberry.ID(answer["department_id"]),
            policy_id=answer["policy_id"],
        )

    @strawberry.field
    async def policy(self, info: Info) -> Policy | None:
        """Return the policy that it is about, if it named one that there is."""
        if self.policy_id is None:
            return None
        found = await info.context.policies.policy.load(self.policy_id)
        return Policy.of(found) if found else None


@strawberry.type(description="印刷した用紙の受付番号")
class FormNumber:
    """A 受付番号 that is printed on a form; it shows nothing before the paper is entered."""

    receipt_number: str


RecordExemptionResult = Annotated[Exemption | Problems, strawberry.union("RecordExemptionResult")]
ReserveFormNumberResult = Annotated[
    FormNumber | Problems, strawberry.union("ReserveFormNumberResult")
]


@strawberry.input(description="関係資料")
class MaterialInput:
    """Something to read; ``url`` is an https address or a path of this site."""

    title: str
    url: str


@strawberry.input(description="意見募集の案内（職員用）")
class ConsultationDetailsInput:
    """Whom it asks, what to read and where; ``assisted_entry``: staff write down for people.

    ``asks_to_publish_text``: the form asks whether a comment itself may be published.
    """

    audience: list[Audience] = strawberry.field(default_factory=list)
    materials: list[MaterialInput] = strawberry.field(default_factory=list)
    places: str = ""
    notes: str = ""
    assisted_entry: bool = True
    asks_to_publish_text: bool = False

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "audience": [one.value for one in self.audience],
            "materials": [{"title": one.title, "url": one.url} for one in self.materials],
            "places": self.places,
            "notes": self.notes,
            "assisted_entry": self.assisted_entry,
            "asks_to_publish_text": self.asks_to_publish_text,
        }


@strawberry.input(description="案内の変更・訂正（職員用）")
class ReviseDetailsInput:
    """New details in place of those read at ``sequence``; once it is open ``note`` is needed."""

    consultation_id: strawberry.ID
    sequence: int
    summary: str
    contact: str
    channels: list[Channel]
    details: ConsultationDetailsInput
    note: str = ""
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "sequence": self.sequence,
            "summary": self.summary,
            "contact": self.contact,
            "channels": [one.value for one in self.channels],
            "note": self.note,
            **self.details.body(),
        }


@strawberry.input(description="意見募集をしない決定の記録（職員用）")
class RecordExemptionInput:
    """A decision that goes without a consultation, and why; the reason is published."""

    title: str
    kind: str
    reason: str
    decided_on: date
    department_id: strawberry.ID
    policy_id: strawberry.ID | None = None
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "title": self.title,
            "kind": self.kind,
            "reason": self.reason,
            "decided_on": self.decided_on.isoformat(),
            "department_id": self.department_id,
            "policy_id": self.policy_id,
            "idempotency_key": self.idempotency_key,
        }


@strawberry.input(description="印刷する用紙の受付番号")
class ReserveFormNumberInput:
    """A form is printed; the same key gives the same number."""

    consultation_id: strawberry.ID
    idempotency_key: str
