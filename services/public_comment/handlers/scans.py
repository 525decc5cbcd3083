"""Scans of the paper beside an entered comment.

A scan shows names: it is locked with the submitter's own key, which goes at the end of
文書保存年限, and whoever looks at it is recorded first, as with any private data.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from services.public_comment.domain.entry import SCANS_MAX, require_entered
from services.public_comment.domain.errors import TooManyScans
from services.public_comment.handlers.entries import Entries
from services.public_comment.handlers.personal_data import PersonalData, Purpose
from services.public_comment.store import Store
from shared.caller import current_caller
from shared.clock import now
from shared.events.public_comment import CommentScanAttached
from shared.files import KeptFile, Scanner, accept
from shared.mongo import Document, StaleAggregate
from shared.private_data import PrivateData
from shared.settings import Settings

_TRIES = 5


@dataclass
class Scans:
    """The use cases, with what they need."""

    store: Store
    settings: Settings
    entries: Entries
    personal_data: PersonalData
    private: PrivateData

    async def attach(self, id_: str, content: bytes) -> Document:
        """Put a scan to a comment; the same one again changes nothing.

        Its own name is not kept: names of files tell names of people.

        Raises:
            NotSignedIn, Forbidden, NotInCharge, CommentNotFound, NotEnteredByStaff, TooManyScans.
            FileTooLarge, FileKindNotAccepted, FileUnreadable, FileInfected.
            Unavailable: the scanner or the keys cannot be had; nothing is kept then.
        """
        comment = await self.entries.in_charge_of(id_)
        require_entered(comment)
        await Scanner(self.settings.clamav).check(content)
        file = await accept("scan", content, max_bytes=self.settings.upload_max_bytes)
        scan_id = hashlib.sha256(f"{id_}\n{file.sha256}".encode()).hexdigest()[:32]
        if _scan(comment, scan_id):
            return comment
        _require_room(comment)
        consultation = await self.store.consultation(comment["consultation_id"])
        sealed = await self.private.seal_file(
            _key_id(comment),
            scan_id,
            file.content,
            case_id=consultation["_id"],
            retain_until=date.fromisoformat(consultation["kept_until"]),
        )
        await self.store.files.keep(scan_id, replace(file, content=sealed))
        return await self._note(id_, scan_id, len(file.content))

    async def read(self, id_: str, scan_id: str, purpose: Purpose) -> tuple[KeptFile, bytes]:
        """Return a scan; that it was looked at, by whom and what for, is recorded first.

        Raises:
            NotSignedIn, Forbidden, NotInCharge, CommentNotFound, FileNotFound.
            PrivateDataErased: its time is over. Unavailable.
        """
        comment = await self.entries.in_charge_of(id_)
        about = await self.store.files.about(scan_id if _scan(comment, scan_id) else "")
        await self.personal_data.record(comment["consultation_id"], [comment], purpose, "")
        sealed = b"".join([part async for part in self.store.files.read(scan_id)])
        content = await self.private.open_file(_key_id(comment), scan_id, sealed)
        return replace(about, size=len(content)), content

    async def _note(self, id_: str, scan_id: str, size: int) -> Document:
        """Note it beside whatever else happens to the comment at the same time."""
        for _ in range(_TRIES):
            comment = await self.store.comment(id_)
            if _scan(comment, scan_id):
                return comment
            _require_room(comment)
            scan = {"id": scan_id, "size": size, "by": current_caller().person_id, "at": now()}
            event = CommentScanAttached(
                comment_id=id_, consultation_id=comment["consultation_id"], scan_id=scan_id
            )
            try:
                return await self.store.comments.update(
                    id_, {"$push": {"entry.scans": scan}}, event, sequence=comment["sequence"]
                )
            except StaleAggregate:
                continue
        raise StaleAggregate


def _scan(comment: Document, scan_id: str) -> Document | None:
    scans: list[Document] = comment.get("entry", {}).get("scans", [])
    return next((one for one in scans if one["id"] == scan_id), None)


def _require_room(comment: Document) -> None:
    if len(comment.get("entry", {}).get("scans", [])) >= SCANS_MAX:
        raise TooManyScans("scan", max=SCANS_MAX)


def _key_id(comment: Document) -> str:
    """The key of the submitter's other private data, so that all of it goes together."""
    particulars = comment.get("particulars")
    return str(particulars["key_id"] if particulars else f"comment-{comment['_id']}")
