"""Which particulars of a submitter a consultation asks for, and for how long they are kept.

What is asked follows the city's own rule: name and address are usual (行政手続法 asks for neither).
Whatever is asked, its purpose is told on the form, and it goes at the end of 文書保存年限.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.public_comment.domain.errors import (
    ParticularMissing,
    ParticularNotAsked,
    PurposeOfUseMissing,
    RetentionOutOfRange,
)
from shared.clock import JST
from shared.texts import clean_title

TEXT_MAX = 200
# Where to tell what becomes of the comment; sealed with the others, and never shown to anybody.
MAIL_ADDRESS = "MAIL_ADDRESS"
RETENTION_YEARS = range(1, 31)
# 文書保存年限 counts from the first day of the fiscal year after the one in which the case ended.
FISCAL_YEAR_BEGINS = (4, 1)


class Particular(StrEnum):
    """氏名・団体名, 住所・所在地, 連絡先, 市との関わり."""

    NAME = "NAME"
    ADDRESS = "ADDRESS"
    CONTACT = "CONTACT"
    ATTRIBUTE = "ATTRIBUTE"


class Asked(StrEnum):
    """必須, 任意, 尋ねない."""

    REQUIRED = "REQUIRED"
    OPTIONAL = "OPTIONAL"
    NOT_ASKED = "NOT_ASKED"


def checked_asking(
    asked: Mapping[Particular, Asked], purpose_of_use: str, retention_years: int
) -> dict[str, str]:
    """Return what is asked, without what is not.

    Raises:
        PurposeOfUseMissing: something is asked and nobody is told what for.
        RetentionOutOfRange: ``retention_years`` is not 1 to 30.
    """
    wanted = {kind.value: how.value for kind, how in asked.items() if how is not Asked.NOT_ASKED}
    if wanted and not purpose_of_use.strip():
        raise PurposeOfUseMissing("purpose_of_use")
    if retention_years not in RETENTION_YEARS:
        raise RetentionOutOfRange("retention_years", max=RETENTION_YEARS[-1])
    return wanted


def checked_particulars(
    asked: Mapping[str, str], given: Mapping[Particular, str], *, by_staff: bool
) -> dict[str, str]:
    """Return what was given, trimmed; what is empty was not given.

    Staff enter what is on the paper: a form without a name is a comment all the same.

    Raises:
        ParticularMissing: one that is required. ParticularNotAsked: one that must not be kept.
        TextTooLong, TextHasControlCharacters: ``field`` names it, such as ``NAME``.
    """
    kept: dict[str, str] = {}
    for kind, text in given.items():
        if cleaned := clean_title(kind.value, text, max_chars=TEXT_MAX, required=False):
            if kind.value not in asked:
                raise ParticularNotAsked(kind.value)
            kept[kind.value] = cleaned
    for name, how in asked.items():
        if how == Asked.REQUIRED and name not in kept and not by_staff:
            raise ParticularMissing(name)
    return kept


def key_id_of(comment: Mapping[str, Any]) -> str:
    """Return the key of the submitter's private data: a repeated request finds it again."""
    return f"comment-{comment['idempotency_hash'][:40]}"


def kept_until(closes_at: datetime, years: int) -> date:
    """Return the last day of 文書保存年限 of a consultation that closes at this moment."""
    closed_on = closes_at.astimezone(JST).date()
    ends = date(closed_on.year, *FISCAL_YEAR_BEGINS)
    begins = ends if closed_on < ends else date(closed_on.year + 1, *FISCAL_YEAR_BEGINS)
    return date.fromordinal(date(begins.year + years, *FISCAL_YEAR_BEGINS).toordinal() - 1)
