"""受付番号 and 確認番号: two numbers that an old telephone and an old person can bear.

Both are digits only: they are read out without doubt, typed on a number pad, and need no switch
between kana and Latin letters. Both end in a Damm check digit (H. M. Damm, 2004), which finds
every single wrong digit and every swap of neighbours, so that a slip is told at once and costs
no try.

- 受付番号: 11 random digits and the check digit. Anyone may see the status with it.
- 確認番号: 15 digits and the check digit, about 50 bits. It is computed from the sender's
  idempotency key with a secret of the server, so that an answer that was lost on its way can be
  given again without being stored; what is stored is a keyed hash.
"""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass

from stdnum import damm

from shared.errors import InvalidInput

RECEIPT_DIGITS, CONFIRMATION_DIGITS = 12, 16
_SEPARATORS = frozenset(" \t\n-‐‑‒–—―−ーｰ－ｰ・.")


class ReceiptNumberMistyped(InvalidInput):
    """Not 12 digits, or the check digit does not fit: a digit is wrong or two are swapped."""


class MailLinkBroken(InvalidInput):
    """The link in a mail is not whole, or was never one of ours."""


class ConfirmationNumberMistyped(InvalidInput):
    """Not 16 digits, or the check digit does not fit. Costs no try."""


def new_receipt_number() -> str:
    """Draw a 受付番号: 12 digits without separators. It may be taken: the store's index tells.

    None begins with 9: those are printed on forms beforehand.
    """
    digits = str(secrets.randbelow(9 * 10 ** (RECEIPT_DIGITS - 2))).zfill(RECEIPT_DIGITS - 1)
    return digits + str(damm.calc_check_digit(digits))


def read_receipt_number(typed: str, *, field: str = "receipt_number") -> str:
    """Read what a person typed: full-width digits, blanks and any dash are borne.

    Raises:
        ReceiptNumberMistyped: not 12 digits, or the check digit does not fit.
    """
    digits = _digits(typed, RECEIPT_DIGITS)
    if digits is None:
        raise ReceiptNumberMistyped(field)
    return digits


def read_confirmation_number(typed: str) -> str:
    """Read what a person typed, as tolerantly as the 受付番号.

    Raises:
        ConfirmationNumberMistyped: not 16 digits, or the check digit does not fit.
    """
    digits = _digits(typed, CONFIRMATION_DIGITS)
    if digits is None:
        raise ConfirmationNumberMistyped("confirmation_number")
    return digits


def in_groups(digits: str) -> str:
    """Write digits in groups of four: ``4839-1027-5648``."""
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _digits(typed: str, length: int) -> str | None:
    plain = unicodedata.normalize("NFKC", typed)
    digits = "".join(character for character in plain if character not in _SEPARATORS)
    if len(digits) != length or not digits.isascii() or not digits.isdigit():
        return None
    return digits if damm.is_valid(digits) else None


@dataclass(frozen=True)
class NumberSecrets:
    """What is derived with the server's secret key, each use with a key of its own."""

    secret_key: str

    def confirmation_number(self, idempotency_key: str) -> str:
        """The 確認番号 of what was sent with this key: 16 digits."""
        number = int.from_bytes(self.keyed("confirmation-number", idempotency_key))
        digits = str(number % 10 ** (CONFIRMATION_DIGITS - 1)).zfill(CONFIRMATION_DIGITS - 1)
        return digits + str(damm.calc_check_digit(digits))

    def confirmation_hash(self, receipt_number: str, confirmation_number: str) -> str:
        """What is stored instead of the 確認番号."""
        return self.keyed("confirmation-hash", receipt_number + confirmation_number).hex()

    def fits(self, receipt_number: str, confirmation_number: str, stored: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(
            self.confirmation_hash(receipt_number, confirmation_number), stored
        )

    def idempotency_hash(self, idempotency_key: str) -> str:
        """What is stored instead of the key, as the key gives the 確認番号."""
        return self.keyed("idempotency", idempotency_key).hex()

    def mail_token(self, about_id: str) -> str:
        """What stands in the address by which mails about a comment or the like are stopped."""
        return f"{about_id}.{self.keyed('mails', about_id).hex()[:32]}"

    def of_mail_token(self, token: str) -> str:
        """Return the id.

        Raises:
            MailLinkBroken: it was not made here, or is not whole.
        """
        about_id = token.partition(".")[0]
        if not hmac.compare_digest(self.mail_token(about_id).encode(), token.encode()):
            raise MailLinkBroken("token")
        return about_id

    def keyed(self, use: str, message: str) -> bytes:
        """Derive 32 bytes for one use."""
        key = hmac.digest(self.secret_key.encode(), use.encode(), "sha256")
        return hmac.digest(key, message.encode(), "sha256")
