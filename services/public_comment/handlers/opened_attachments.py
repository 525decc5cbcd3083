"""Opening files that came with a comment: private data, so whoever does is recorded first."""

from dataclasses import dataclass, replace

from services.public_comment.domain.attachments import attachments_of
from services.public_comment.domain.particulars import key_id_of
from services.public_comment.handlers.entries import Entries
from services.public_comment.handlers.personal_data import PersonalData, Purpose
from services.public_comment.store import Store
from shared.files import FileNotFound, KeptFile
from shared.private_data import PrivateData


@dataclass
class OpenedAttachments:
    """The use case of those in charge: to open one, which is recorded first."""

    store: Store
    entries: Entries
    personal_data: PersonalData
    private: PrivateData

    async def read(self, id_: str, attachment_id: str, purpose: Purpose) -> tuple[KeptFile, bytes]:
        """Return an attachment; who opened it and what for is recorded before.

        Raises:
            NotSignedIn, Forbidden, NotInCharge, CommentNotFound, FileNotFound.
            PrivateDataErased: its time is over. Unavailable.
        """
        comment = await self.entries.in_charge_of(id_)
        known = [one["id"] for one in attachments_of(comment["versions"][-1])]
        if attachment_id not in known:
            raise FileNotFound("attachment_id")
        about = await self.store.files.about(attachment_id)
        await self.personal_data.record(comment["consultation_id"], [comment], purpose, "")
        sealed = b"".join([part async for part in self.store.files.read(attachment_id)])
        content = await self.private.open_file(key_id_of(comment), attachment_id, sealed)
        stem, _, ending = about.name.rpartition(".")
        number = f"{comment['receipt_number']}-{known.index(attachment_id) + 1}"
        return replace(about, name=f"{stem}-{number}.{ending}", size=len(content)), content
