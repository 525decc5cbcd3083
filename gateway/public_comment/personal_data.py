"""Submitters' private data in the schema: what is asked, what is given, and opening it."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

import strawberry

from gateway.clients.public_comment import ConsultationAnswer, PersonalDataAnswer
from gateway.errors import Problems
from gateway.words import day_or_none


@strawberry.enum(description="氏名・団体名, 住所・所在地, 連絡先, 市との関わり")
class Particular(StrEnum):
    """What a submitter may be asked for."""

    NAME = "NAME"
    ADDRESS = "ADDRESS"
    CONTACT = "CONTACT"
    ATTRIBUTE = "ATTRIBUTE"


@strawberry.enum(description="必須, 任意, 尋ねない")
class Asked(StrEnum):
    """How a particular is asked for."""

    REQUIRED = "REQUIRED"
    OPTIONAL = "OPTIONAL"
    NOT_ASKED = "NOT_ASKED"


@strawberry.enum(
    description="本人確認, 回答・通知, 問い合わせ対応, 情報公開請求への対応, 入力の照合, その他"
)
class AccessPurpose(StrEnum):
    """What private data is opened for."""

    IDENTITY = "IDENTITY"
    ANSWER = "ANSWER"
    INQUIRY = "INQUIRY"
    DISCLOSURE = "DISCLOSURE"
    CHECK = "CHECK"
    OTHER = "OTHER"


@strawberry.type(description="意見募集で尋ねること")
class AskedParticular:
    """A particular that a consultation asks for."""

    kind: Particular
    asked: Asked


@strawberry.type(description="個人情報の利用目的と保存")
class PersonalDataNotice:
    """What is asked, what for, and until when it is kept."""

    asked: list[AskedParticular]
    purpose_of_use: str
    kept_until: date | None

    @classmethod
    def of(cls, answer: ConsultationAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            asked=[
                AskedParticular(kind=Particular(kind), asked=Asked(how))
                for kind, how in answer["particulars"].items()
            ],
            purpose_of_use=answer["purpose_of_use"] or "",
            kept_until=day_or_none(answer["kept_until"]),
        )


@strawberry.input(description="尋ねること")
class AskedParticularInput:
    """A particular to ask for."""

    kind: Particular
    asked: Asked


@strawberry.input(description="提出者が書いたこと")
class ParticularInput:
    """A particular that a submitter gave."""

    kind: Particular
    text: str


@strawberry.type(description="提出者が書いたこと（担当課だけが、目的を記録して見られます）")
class GivenParticular:
    """A particular that a submitter gave."""

    kind: Particular
    text: str


@strawberry.type(description="1通の意見の提出者の個人情報")
class PersonalDataOfComment:
    """The private data of one comment's submitter; ``erased`` once its key was destroyed."""

    receipt_number: str
    erased: bool
    particulars: list[GivenParticular]


@strawberry.type(description="開いた個人情報。見たことは記録されています。")
class PersonalData:
    """Private data that was opened; the access is recorded."""

    comments: list[PersonalDataOfComment]

    @classmethod
    def of(cls, answers: Sequence[PersonalDataAnswer]) -> Self:
        """Make it of the service's answer."""
        return cls(
            comments=[
                PersonalDataOfComment(
                    receipt_number=one["receipt_number"],
                    erased=one["erased"],
                    particulars=[
                        GivenParticular(kind=Particular(kind), text=text)
                        for kind, text in one["particulars"].items()
                    ],
                )
                for one in answers
            ]
        )


@strawberry.input(description="個人情報を開く（担当課の職員用）")
class OpenPersonalDataInput:
    """Whose private data to open, and what for. Every opening is recorded."""

    receipt_numbers: list[str]
    purpose: AccessPurpose
    note: str = ""
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "receipt_numbers": self.receipt_numbers,
            "purpose": self.purpose,
            "note": self.note,
        }


OpenPersonalDataResult = Annotated[
    PersonalData | Problems, strawberry.union("OpenPersonalDataResult")
]


def given(particulars: Sequence[ParticularInput]) -> dict[str, str]:
    """Write particulars for the service; of one that comes twice the last counts."""
    return {one.kind.value: one.text for one in particulars}
