"""Whether a comment may be published in its own words: its submitter says so, and may say no again.

Nothing depends on it: a comment without it is considered and answered like every other.
"""

from collections.abc import Mapping
from typing import Any

from services.public_comment.domain.details import Details
from services.public_comment.domain.errors import AgreementNotAsked, AgreementTooLate


def agreed(comment: Mapping[str, Any]) -> bool:
    """Tell whether its submitter agrees."""
    return bool(comment.get("agreement", {}).get("agreed", False))


def require_asked(consultation: Mapping[str, Any]) -> None:
    """Let an agreement pass that was asked for.

    Raises:
        AgreementNotAsked.
    """
    if not Details.of(consultation).asks_to_publish_text:
        raise AgreementNotAsked("agrees_to_publish")


def require_in_time(consultation: Mapping[str, Any]) -> None:
    """Let an agreement pass that comes before the result is out.

    Raises:
        AgreementTooLate.
    """
    if consultation.get("published_at") or consultation.get("withdrawn_at"):
        raise AgreementTooLate
