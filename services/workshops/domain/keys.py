"""Numbers and keys of those who take part: none is stored, all are derived or drawn."""

import hmac
import secrets
import unicodedata

from services.workshops.domain.errors import ParticipantKeyWrong
from shared.receipt_numbers import NumberSecrets

HALL_CODE_DIGITS = 6


def new_hall_code() -> str:
    """Draw the code that is shown in the hall, by which those who are there join."""
    return str(secrets.randbelow(10**HALL_CODE_DIGITS)).zfill(HALL_CODE_DIGITS)


def is_hall_code(code: str, typed: str) -> bool:
    """Compare what somebody typed; full-width digits and blanks are borne."""
    plain = "".join(unicodedata.normalize("NFKC", typed).split())
    return hmac.compare_digest(code.encode(), plain.encode())


class WorkshopSecrets(NumberSecrets):
    """What is derived for workshops with the server's secret key."""

    def request_hash(self, idempotency_key: str) -> str:
        """What is stored instead of a registration's key, as the key gives the 確認番号."""
        return self.idempotency_hash(f"workshop:{idempotency_key}")

    def confirmation_of(self, idempotency_key: str) -> str:
        """The 確認番号 of the registration that was sent with this key."""
        return self.confirmation_number(f"workshop:{idempotency_key}")

    def participant_key(self, participant_id: str) -> str:
        """What a participant's phone shows from check-in on."""
        return f"{participant_id}.{self.keyed('workshop-participant', participant_id).hex()[:32]}"

    def of_participant_key(self, key: str) -> str:
        """Return the participant's id.

        Raises:
            ParticipantKeyWrong: it was not made here, or is not whole.
        """
        participant_id = key.partition(".")[0]
        if not hmac.compare_digest(self.participant_key(participant_id).encode(), key.encode()):
            raise ParticipantKeyWrong("key")
        return participant_id
