"""Files with a comment: taken before it, sealed like the submitter's other private data.

First the files are kept, each under an id that follows from the request's key and its content; then
the comment names them, in the transaction that accepts it. So nothing that was accepted lacks its
files, and a file that no comment names is shown to nobody and goes after a day.
"""

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import date

from services.public_comment.domain.attachments import (
    KEPT_UNNAMED,
    UNNAMED_MAX,
    attachments_of,
    checked_attachments,
)
from services.public_comment.domain.errors import AttachmentGone, TooManyAttachmentsWait
from services.public_comment.domain.particulars import key_id_of
from services.public_comment.domain.procedure import Course
from services.public_comment.domain.receipt import ReceiptSecrets, citizens_key
from services.public_comment.store import Store
from services.public_comment.store.attachments import AttachmentRows
from shared.clock import now
from shared.errors import KyodoError
from shared.files import Scanner, accept
from shared.idempotency import checked_key
from shared.logs import cause_of, log
from shared.mongo import Document, Session
from shared.private_data import PrivateData
from shared.settings import Settings

SWEEP_EVERY_S = 600.0

logger = log(__name__)


@dataclass
class Attachments:
    """The use cases, with what they need."""

    store: Store
    rows: AttachmentRows
    settings: Settings
    secrets: ReceiptSecrets
    private: PrivateData

    async def attach(self, consultation_id: str, key: str, content: bytes) -> Document:
        """Keep a file for the comment that will be sent with this key; the same one again is one.

        Its own name is not kept: names of files tell names of people.

        Raises:
            ConsultationNotFound, ConsultationClosed and the like, TooManyAttachmentsWait.
            FileTooLarge, FileKindNotAccepted, FileUnreadable, FileInfected, PrivateDataErased.
            Unavailable: the scanner or the keys cannot be had; nothing is kept then.
        """
        owner = self.secrets.idempotency_hash(citizens_key(checked_key(key)))
        consultation = await self.store.consultation(consultation_id)
        await self._require_open(consultation, owner)
        if await self.rows.count_unnamed(UNNAMED_MAX) >= UNNAMED_MAX:
            raise TooManyAttachmentsWait(retry_after_s=int(KEPT_UNNAMED.total_seconds() // 24))
        await Scanner(self.settings.clamav).check(content)
        file = await accept("attachment", content, max_bytes=self.settings.attachment_max_bytes)
        id_ = hashlib.sha256(f"{owner}\n{file.given_sha256}".encode()).hexdigest()[:32]
        sealed = await self.private.seal_file(
            key_id_of({"idempotency_hash": owner}),
            id_,
            file.content,
            case_id=consultation["_id"],
            retain_until=date.fromisoformat(consultation["kept_until"]),
        )
        row: Document = {
            **{"_id": id_, "owner": owner, "comment_id": None, "kept_at": now()},
            **{"kind": file.kind.value, "size": len(file.content), "sha256": file.given_sha256},
        }
        await self.rows.keep(row)
        await self.store.files.keep(id_, replace(file, content=sealed))
        return row

    async def _require_open(self, consultation: Document, owner: str) -> None:
        try:
            Course.of(consultation).require_open(now())
        except KyodoError:
            # A retry of what was accepted in time must still come to its receipt.
            if not await self.store.comments_by_key([owner]):
                raise

    async def checked(self, ids: tuple[str, ...], owner: str) -> list[Document]:
        """Return what a comment keeps of its attachments.

        Raises:
            TooManyAttachments, AttachmentGone.
        """
        return checked_attachments(ids, await self.rows.whole(ids, owner) if ids else [])

    async def name(self, comment: Document, session: Session) -> None:
        """Let a new comment name its attachments.

        Raises:
            AttachmentGone: one was swept at this very moment.
        """
        ids = [one["id"] for one in attachments_of(comment["versions"][0])]
        if not await self.rows.name(ids, comment["idempotency_hash"], comment["_id"], session):
            raise AttachmentGone("attachments")

    async def sweep(self) -> int:
        """Take away what no comment named within a day; return how many."""
        swept = 0
        while await self.rows.sweep_one(now() - KEPT_UNNAMED):
            swept += 1
        return swept

    async def sweep_forever(self) -> None:
        """Sweep now and then; ends by cancellation only."""
        while True:
            try:
                await self.sweep()
            except Exception as error:  # what was left is found the next time
                logger.warning("attachments_not_swept", cause=cause_of(error))
            await asyncio.sleep(SWEEP_EVERY_S)
