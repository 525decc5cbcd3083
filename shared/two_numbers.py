"""受付番号 and 確認番号 of what people without an account hand in, and what is sealed with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.errors import Forbidden
from shared.idempotency import checked_key
from shared.mongo import Document
from shared.private_data import PrivateData
from shared.receipt_numbers import NumberSecrets, read_confirmation_number, read_receipt_number


@dataclass(frozen=True)
class Numbers:
    """The two numbers by which somebody without an account is known; empty: signed in."""

    number: str = ""
    confirmation_number: str = ""

    def checked(self) -> "Numbers":
        """Return them as digits.

        Raises:
            ReceiptNumberMistyped, ConfirmationNumberMistyped.
        """
        return Numbers(
            read_receipt_number(self.number, field="number"),
            read_confirmation_number(self.confirmation_number),
        )


@dataclass(frozen=True)
class Request:
    """What a key of a request gives: its hash, and the 確認番号 of what it makes."""

    hashed: str
    confirmation: str


@dataclass(frozen=True)
class Receipts:
    """Makes and checks them.

    Attributes:
        kept_for: from when it came in; then the key of what is sealed is destroyed.
        misfit: what is raised for a well-formed 確認番号 of another number.
    """

    secrets: NumberSecrets
    private: PrivateData
    kept_for: timedelta
    misfit: type[Forbidden]

    def request(self, what: str, key: str) -> Request:
        """Read the key of a request to make ``what``.

        Raises:
            IdempotencyKeyMalformed.
        """
        named = f"{what}:{checked_key(key)}"
        return Request(
            self.secrets.idempotency_hash(named), self.secrets.confirmation_number(named)
        )

    async def row(
        self, request: Request, id_: str, number: str, fields: Mapping[str, str], since: datetime
    ) -> Document:
        """Return what is kept beside what everybody may know: hashes, and ``fields`` sealed.

        Raises:
            Unavailable: the keys cannot be reached.
        """
        private = {name: text for name, text in fields.items() if text}
        sealed: Document = {}
        if private:
            # The key's name hangs on the request: a repetition finds the same key again.
            locked = await self.private.seal(
                request.hashed[:32],
                private,
                case_id=id_,
                retain_until=(since + self.kept_for).date(),
            )
            sealed = locked.document()
        return {
            "idempotency_hash": request.hashed,
            "confirmation_hash": self.secrets.confirmation_hash(number, request.confirmation),
            "sealed": sealed,
        }

    def require_fitting(self, numbers: Numbers, row: Mapping[str, str]) -> None:
        """Let who holds both numbers of a row pass; ``numbers`` are checked ones.

        Raises:
            the error that is ``misfit``.
        """
        stored = row["confirmation_hash"]
        if not self.secrets.fits(numbers.number, numbers.confirmation_number, stored):
            raise self.misfit("confirmation_number")
