"""Following by mail: who gives an address is told what becomes of a comment, until told to stop.

The address is sealed with the key of the submitter's other private data and is opened at the moment
of sending alone. What is to be told becomes a letter (shared.notices) in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.public_comment.domain.entry import require_counting
from services.public_comment.domain.particulars import MAIL_ADDRESS, key_id_of
from services.public_comment.domain.receipt import ReceiptSecrets
from services.public_comment.handlers.mails import Told, letter_about
from services.public_comment.handlers.receipts import Receipts
from services.public_comment.store import Store
from services.public_comment.store.followers import Followers
from shared.clock import now
from shared.ids import new_id
from shared.mail_address import MailsNotOffered, checked_address
from shared.mongo import Document, Session, together
from shared.notices import Letterbox
from shared.private_data import PrivateData


@dataclass
class Following:
    """The use cases of who is told by mail. Without a ``letterbox`` the city sends no mail."""

    store: Store
    followers: Followers
    receipts: Receipts
    private: PrivateData
    secrets: ReceiptSecrets
    letterbox: Letterbox | None

    def checked(self, typed: str | None) -> str:
        """Return the address of a new comment; empty where none was given.

        Raises:
            MailsNotOffered, MailAddressMalformed.
        """
        if not typed or not typed.strip():
            return ""
        address = checked_address("mail_address", typed)
        self._box()
        return address

    async def write_receipt(self, comment: Document, session: Session) -> None:
        """Put the letter that says that a new comment was accepted."""
        consultation = await self.store.consultation(comment["consultation_id"])
        letter = letter_about(Told.ACCEPTED, "", comment, consultation, comment["accepted_at"])
        await self._box().put([letter], session, at_once=True)

    async def follow(
        self, receipt_number: str, confirmation_number: str, typed: str | None
    ) -> Document:
        """Tell the submitter at this address from now on; None: no more, and nowhere.

        Raises:
            as ``Receipts.prove``; AlreadyWithdrawn, CountedElsewhere.
            MailsNotOffered, MailAddressMalformed. PrivateDataErased: the time of keeping is over.
            Unavailable: the keys cannot be reached; nothing is changed.
        """
        address = checked_address("mail_address", typed) if typed is not None else None
        if address:
            self._box()
        comment = await self.receipts.prove(receipt_number, confirmation_number)
        if not address:
            await self.followers.stop(comment["_id"])
            return await self.store.comment(comment["_id"])
        require_counting(comment)
        consultation = await self.store.consultation(comment["consultation_id"])
        locked = await self.private.seal(
            key_id_of(comment),
            {MAIL_ADDRESS: address},
            case_id=consultation["_id"],
            retain_until=date.fromisoformat(consultation["kept_until"]),
        )
        letter = letter_about(Told.FOLLOWED, new_id(), comment, consultation, now())

        async def keep(session: Session) -> None:
            if not await self.followers.follow(comment["_id"], locked.document(), session):
                require_counting(await self.store.comment(comment["_id"]))
            await self._box().put([letter], session, at_once=True)

        await together(self.store.database, keep)
        return await self.store.comment(comment["_id"])

    async def stop(self, token: str) -> Document:
        """Tell no more; for who follows the link in a mail. Once more changes nothing.

        Raises:
            MailLinkBroken, CommentNotFound.
        """
        comment = await self.store.comment(self.secrets.of_mail_token(token))
        await self.followers.stop(comment["_id"])
        return comment

    async def answered(
        self, event_id: str, subjects: Sequence[str], at: datetime, session: Session | None
    ) -> None:
        """Tell those whose comment, or one of whose opinions, a published response answers.

        ``subjects`` are ``KIND:id``, as the event names them.
        """
        if self.letterbox is None:
            return
        ids: dict[str, list[str]] = {"COMMENT": [], "POINT": []}
        for subject in subjects:
            kind, _, id_ = subject.partition(":")
            ids.get(kind, []).append(id_)
        rows = [
            *await self.followers.among(ids["COMMENT"]),
            *await self.followers.of_points(ids["POINT"]),
        ]
        letters = []
        for comment in {row["_id"]: row for row in rows}.values():
            consultation = await self.store.consultation(comment["consultation_id"])
            letters.append(letter_about(Told.ANSWERED, event_id, comment, consultation, at))
        await self.letterbox.put(letters, session)

    def _box(self) -> Letterbox:
        if self.letterbox is None:
            raise MailsNotOffered("mail_address")
        return self.letterbox
