"""Somebody who takes part: registered beforehand or walked in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.workshops.domain.errors import RegistrationOver
from shared.events.workshops import ParticipantState
from shared.texts import clean_title

NICKNAME_CHARS_MAX = 20
# 参加者の属性で席を分けるとき: what somebody may say of themselves; all of it may stay empty.
ATTRIBUTES = ("age_group", "ward", "actor_type")
# A field of what is sealed.
MAIL_ADDRESS = "mail_address"


@dataclass(frozen=True)
class Participant:
    """A participant as of ``sequence``.

    Attributes:
        number: 受付番号, twelve digits.
        badge: a short number within the workshop, on the table and in the hall.
        nickname: what the table calls them; empty: their badge.
        consents: 撮影・録音の同意; None: not asked yet.
        dots: note → dots.
        mails: told by mail; the address lies with the sealed particulars.
    """

    id: str
    workshop_id: str
    state: ParticipantState
    number: str
    badge: int
    nickname: str
    attributes: Mapping[str, str]
    registered_at: datetime
    walk_in: bool = False
    consents: bool | None = None
    dots: Mapping[str, int] = field(default_factory=dict)
    mails: bool = False
    sequence: int = 0

    @property
    def called(self) -> str:
        """What others see."""
        return self.nickname or str(self.badge)


def checked_nickname(nickname: str) -> str:
    """Return the name at the table.

    Raises:
        TextTooLong, TextHasControlCharacters.
    """
    return clean_title("nickname", nickname, max_chars=NICKNAME_CHARS_MAX, required=False)


def checked_attributes(given: Mapping[str, str]) -> dict[str, str]:
    """Return what somebody said of themselves, each a short text; what is not asked is left out.

    Raises:
        TextTooLong, TextHasControlCharacters.
    """
    return {
        name: clean_title(name, given.get(name, ""), max_chars=40, required=False)
        for name in ATTRIBUTES
    }


def require_coming(participant: Participant) -> None:
    """Let pass who is registered, waits or is here.

    Raises:
        RegistrationOver: cancelled, or gone home.
    """
    if participant.state in (ParticipantState.CANCELLED, ParticipantState.LEFT):
        raise RegistrationOver("number")
