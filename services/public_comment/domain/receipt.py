"""What the numbers of a comment are derived from, and the numbers of printed forms."""

import secrets

from stdnum import damm

from shared.receipt_numbers import RECEIPT_DIGITS, NumberSecrets


def new_form_number() -> str:
    """Draw a 受付番号 for a printed form. Another form may have it, or a comment of older days."""
    digits = "9" + str(secrets.randbelow(10 ** (RECEIPT_DIGITS - 2))).zfill(RECEIPT_DIGITS - 2)
    return digits + str(damm.calc_check_digit(digits))


def citizens_key(key: str) -> str:
    """Set a citizen's key apart: keys of imports can be guessed, and must never give a 確認番号."""
    return f"citizen:{key}"


class ReceiptSecrets(NumberSecrets):
    """What is derived for comments with the server's secret key."""

    def submitter_id(self, consultation_id: str, reference: str) -> str:
        """One id for all comments that staff marked as one submitter's by a reference."""
        return self.keyed("submitter", f"{consultation_id}\n{reference}").hex()[:32]

    def likeness(self, consultation_id: str, said: str) -> str:
        """What tells a row of a file again in another file, without saying what it says."""
        return self.keyed("likeness", f"{consultation_id}\n{said}").hex()[:32]
