"""What staff decide about a text, and what its submitter agrees to."""

from typing import Any

import strawberry

from gateway.masks.types import MaskKind


@strawberry.input(description="公表するときに伏せる箇所（文字の位置）")
class MaskInput:
    """A part of the text, ``[start, end)`` in code points; OTHER needs a reason."""

    start: int
    end: int
    kind: MaskKind
    reason: str = ""

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {**vars(self), "kind": self.kind.value}


@strawberry.input(description="伏せたときの文面を見る（職員用）")
class MaskPreviewInput:
    """Masks over a version of the text; nothing is kept."""

    comment_id: strawberry.ID
    version: int
    masks: list[MaskInput]

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {"version": self.version, "masks": [one.body() for one in self.masks]}


@strawberry.input(description="伏せる箇所の決定（職員用）。masks が空なら、何も伏せません。")
class MaskCommentInput:
    """A decision about a version of the text, made after the decision ``number`` (0: none)."""

    comment_id: strawberry.ID
    version: int
    number: int
    masks: list[MaskInput]
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "version": self.version,
            "number": self.number,
            "masks": [one.body() for one in self.masks],
            "idempotency_key": self.idempotency_key,
        }


@strawberry.input(description="文面の公表への同意、または同意の取り下げ")
class SayAgreementInput:
    """Whether the text may be published as it is; taking it back is always possible."""

    receipt_number: str
    confirmation_number: str
    agrees: bool
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "receipt_number": self.receipt_number,
            "confirmation_number": self.confirmation_number,
            "agrees": self.agrees,
        }
