"""Photographs of paper sheets (模造紙), each of a table and a round, for those who transcribe.

A sheet may show a name or a face: it is locked with a key of the workshop, and only who runs the
workshop sees it. Where and by whom it was taken is removed.
"""

import hashlib
from dataclasses import dataclass, replace

from services.workshops.domain.errors import TooManyPhotographs
from services.workshops.domain.workshop import Workshop, require_place
from services.workshops.handlers.registration import KEPT_FOR
from services.workshops.store import Store
from shared.caller import current_caller
from shared.clock import now
from shared.events.workshops import SheetPhotographed
from shared.files import ALL_KINDS, FileKind, KeptFile, Scanner, accept
from shared.mongo import Document, DuplicateKeyError
from shared.private_data import PrivateData
from shared.settings import Settings

PHOTOGRAPHS_MAX = 400
_PICTURES = ALL_KINDS - {FileKind.PDF}


@dataclass
class Photographs:
    """The use cases of photographs."""

    store: Store
    private: PrivateData
    settings: Settings

    async def attach(self, workshop_id: str, table: int, round_: int, content: bytes) -> Document:
        """Put a photograph to a table; the same one again changes nothing.

        Raises:
            WorkshopNotFound, NotThisWorkshopsFacilitator, TableNotThere, RoundNotThere,
            TooManyPhotographs, FileTooLarge, FileKindNotAccepted, FileUnreadable, FileInfected.
            Unavailable: the scanner or the keys cannot be had; nothing is kept then.
        """
        workshop = await self._run_by_caller(workshop_id)
        require_place(workshop, table, round_)
        await Scanner(self.settings.clamav).check(content)
        most = self.settings.upload_max_bytes
        file = await accept("sheet", content, max_bytes=most, kinds=_PICTURES)
        place = f"{workshop_id}\n{table}\n{round_}\n{file.sha256}"
        id_ = hashlib.sha256(place.encode()).hexdigest()[:32]
        if (known := await self.store.photograph(workshop_id, id_)) is not None:
            return known
        if len(await self.store.photographs_of(workshop_id)) >= PHOTOGRAPHS_MAX:
            raise TooManyPhotographs("photograph", max=PHOTOGRAPHS_MAX)
        sealed = await self.private.seal_file(
            _key_id(workshop),
            id_,
            file.content,
            case_id=workshop.id,
            retain_until=(workshop.plan.ends_at + KEPT_FOR).date(),
        )
        await self.store.files.keep(id_, replace(file, content=sealed))
        row: Document = {
            **{"_id": id_, "workshop_id": workshop_id, "table": table, "round": round_},
            **{"size": len(file.content), "by": current_caller().person_id, "at": now()},
        }
        event = SheetPhotographed(
            photograph_id=id_, workshop_id=workshop_id, table=table, round=round_
        )
        try:
            await self.store.photographs.insert(row, event)
        except DuplicateKeyError:  # the same one at the same time
            return await self.store.photograph(workshop_id, id_) or row
        return row

    async def all_of(self, workshop_id: str) -> list[Document]:
        """List them by table and round.

        Raises:
            WorkshopNotFound, NotThisWorkshopsFacilitator.
        """
        await self._run_by_caller(workshop_id)
        return await self.store.photographs_of(workshop_id)

    async def read(self, workshop_id: str, id_: str) -> tuple[KeptFile, bytes]:
        """Return one.

        Raises:
            WorkshopNotFound, NotThisWorkshopsFacilitator, FileNotFound.
            PrivateDataErased: its time is over. Unavailable.
        """
        workshop = await self._run_by_caller(workshop_id)
        known = await self.store.photograph(workshop_id, id_)
        about = await self.store.files.about(id_ if known else "")
        sealed = b"".join([part async for part in self.store.files.read(id_)])
        content = await self.private.open_file(_key_id(workshop), id_, sealed)
        return replace(about, size=len(content)), content

    async def _run_by_caller(self, workshop_id: str) -> Workshop:
        workshop = await self.store.workshop(workshop_id)
        workshop.require_facilitator(current_caller())
        return workshop


def _key_id(workshop: Workshop) -> str:
    return f"workshop-{workshop.id}"
