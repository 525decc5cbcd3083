"""Telling applicants by mail: a step and the letters about it are one write."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from services.committee_recruitment.domain.recruitment import Recruitment
from services.committee_recruitment.handlers.mails import Told, letter_about
from services.committee_recruitment.store import Store
from services.committee_recruitment.store import documents as as_document
from shared.clock import now
from shared.mongo import Session, together
from shared.notices import Letter, Letterbox


@dataclass
class Telling:
    """Writes letters with what they are about; without a ``letterbox`` the city sends no mail."""

    store: Store
    letterbox: Letterbox | None

    async def about_all(self, kind: Told, recruitment: Recruitment) -> list[Letter]:
        """Return the letters to all who applied, gave an address and did not withdraw."""
        if self.letterbox is None:
            return []
        rows = await self.store.told_by_mail_of(recruitment.id)
        applications = [as_document.to_application(row) for row in rows]
        return [letter_about(kind, one, recruitment, now()) for one in applications]

    async def with_letters(
        self,
        letters: Sequence[Letter],
        step: Callable[[Session | None], Awaitable[None]],
        *,
        at_once: bool = False,
    ) -> None:
        """Take a step, and keep the letters about it in the same transaction.

        Raises:
            what the step raises; nothing is kept then. Unavailable: send it again.
        """
        box = self.letterbox
        if box is None or not letters:
            await step(None)
            return

        async def both(session: Session) -> None:
            await step(session)
            await box.put(letters, session, at_once=at_once)

        await together(self.store.database, both)
