"""Photographs of an issue: sealed as its words are, and public only as a part of a version.

Where and by whom a picture was taken is removed before it is kept.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace

from services.issue_proposals.domain.errors import IssueNotMovable, TooManyPhotographs
from services.issue_proposals.domain.issue import KEPT_FOR, PHOTOGRAPHS_MAX, Issue, Photograph
from services.issue_proposals.handlers.opening import Opening
from services.issue_proposals.store import Store, pushed
from services.issue_proposals.store import documents as as_document
from shared.caller import current_caller
from shared.clock import now
from shared.events.issue_proposals import IssueState, PhotographAdded
from shared.files import ALL_KINDS, FileKind, FileNotFound, KeptFile, Scanner, accept
from shared.files.preview import preview
from shared.mongo import StaleAggregate
from shared.private_data import PrivateData
from shared.settings import Settings
from shared.two_numbers import Numbers

_PICTURES = ALL_KINDS - {FileKind.PDF}
_TRIES = 5
_OVER = (IssueState.WITHDRAWN, IssueState.EVALUATED)


@dataclass
class Photographs:
    """The use cases of photographs."""

    store: Store
    opening: Opening
    private: PrivateData
    settings: Settings

    async def attach(self, issue_id: str, numbers: Numbers, content: bytes) -> Issue:
        """Put a photograph to an issue, as its author or as who works on it.

        The same one again changes nothing.

        Raises:
            as ``Opening.actor``; IssueNotMovable: it is over. TooManyPhotographs, FileTooLarge,
            FileKindNotAccepted, FileUnreadable, FileInfected, StaleAggregate.
            Unavailable: the scanner or the keys cannot be had; nothing is kept then.
        """
        issue, _ = await self.opening.actor(issue_id, numbers)
        if issue.state in _OVER:
            raise IssueNotMovable("photograph", state=issue.state.value)
        await Scanner(self.settings.clamav).check(content)
        most = self.settings.attachment_max_bytes
        file = await accept("photograph", content, max_bytes=most, kinds=_PICTURES)
        id_ = hashlib.sha256(f"{issue.id}\n{file.given_sha256}".encode()).hexdigest()[:32]
        if any(one.id == id_ for one in issue.photographs):
            return issue
        if len(issue.photographs) >= PHOTOGRAPHS_MAX:
            raise TooManyPhotographs("photograph", max=PHOTOGRAPHS_MAX)
        sealed = await self.private.seal_file(
            _key_id(issue),
            id_,
            file.content,
            case_id=issue.id,
            retain_until=(issue.received_at + KEPT_FOR).date(),
        )
        await self.store.files.keep(id_, replace(file, content=sealed))
        return await self._note(issue, Photograph(id_, len(file.content), now()))

    async def _note(self, issue: Issue, made: Photograph) -> Issue:
        event = PhotographAdded(issue_id=issue.id, photograph_id=made.id)
        change = pushed("photographs", as_document.of_photograph(made))
        for _ in range(_TRIES):
            with suppress(StaleAggregate):
                return await self.store.update_issue(issue, change, event)
            issue = await self.store.issue(issue.id)
            if any(one.id == made.id for one in issue.photographs):
                return issue
        raise StaleAggregate

    async def read(self, issue_id: str, id_: str) -> tuple[KeptFile, bytes]:
        """Return one: a public one to everybody, others to who works on the issue, recorded.

        Raises:
            IssueNotFound, FileNotFound, NotSignedIn, NotInCharge.
            PrivateDataErased: its time is over. Unavailable.
        """
        issue = await self.store.issue(issue_id)
        if id_ not in {one.id for one in issue.public_photographs}:
            issue.require_handling(current_caller())
            await self.opening.record_access(issue.id, f"photograph {id_}", "PHOTOGRAPH")
        return await self._open(issue, id_)

    async def previews(self, issue_id: str, numbers: Numbers) -> list[tuple[str, bytes]]:
        """Return all of an issue to its author, as small pictures with their ids.

        Raises:
            as ``Opening.actor``; FileNotFound, PrivateDataErased, Unavailable.
        """
        issue, _ = await self.opening.actor(issue_id, numbers)
        return [
            (one.id, await preview((await self._open(issue, one.id))[1]))
            for one in issue.photographs
        ]

    async def _open(self, issue: Issue, id_: str) -> tuple[KeptFile, bytes]:
        if all(one.id != id_ for one in issue.photographs):
            raise FileNotFound("photograph")
        about = await self.store.files.about(id_)
        sealed = b"".join([part async for part in self.store.files.read(id_)])
        content = await self.private.open_file(_key_id(issue), id_, sealed)
        return replace(about, size=len(content)), content


def _key_id(issue: Issue) -> str:
    return f"issue-{issue.id}"
