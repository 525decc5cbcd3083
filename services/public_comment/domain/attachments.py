"""Files that a submitter sends with a comment: kept first, named by the comment afterwards.

What no comment names is no part of any and is swept after a day. The ids follow from the request's
key and the content, so that the same file sent again is the same attachment.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from services.public_comment.domain.errors import AttachmentGone, TooManyAttachments

ATTACHMENTS_MAX = 3
KEPT_UNNAMED = timedelta(days=1)
# Of all people together: what is sent and not named must not fill the disk within that day.
UNNAMED_MAX = 1_000


def checked_attachments(
    ids: Sequence[str], known: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return what a version keeps of its attachments, in the order in which they are named.

    Raises:
        TooManyAttachments: more than ``ATTACHMENTS_MAX``.
        AttachmentGone: one is not there (any more), or was sent with another key.
    """
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > ATTACHMENTS_MAX:
        raise TooManyAttachments("attachments", max=ATTACHMENTS_MAX)
    by_id = {row["_id"]: row for row in known}
    if any(id_ not in by_id for id_ in wanted):
        raise AttachmentGone("attachments")
    return [
        {"id": id_, **{name: by_id[id_][name] for name in ("kind", "size", "sha256")}}
        for id_ in wanted
    ]


def attachments_of(version: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return them; a version from before there were any has none."""
    found: list[dict[str, Any]] = version.get("attachments", [])
    return found


def hashes_of(version: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the version's commitment covers of them."""
    return tuple(one["sha256"] for one in attachments_of(version))
