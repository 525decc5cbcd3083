"""What the numbers of a comment are derived from, and the numbers of printed forms."""

import hmac
import secrets

from stdnum import damm

from services.public_comment.domain.errors import MailLinkBroken
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

    def mail_token(self, comment_id: str) -> str:
        """What stands in the address by which mails about a comment are stopped."""
        return f"{comment_id}.{self.keyed('mails', comment_id).hex()[:32]}"

    def of_mail_token(self, token: str) -> str:
        """Return the comment's id.

        Raises:
            MailLinkBroken: it was not made here, or is not whole.
        """
        comment_id = token.partition(".")[0]
        if not hmac.compare_digest(self.mail_token(comment_id).encode(), token.encode()):
            raise MailLinkBroken("token")
        return comment_id
