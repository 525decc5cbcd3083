"""Opening submitters' private data: for a purpose, by those in charge, and never unrecorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.public_comment.domain.errors import NoteMissing, TooManyReceipts
from services.public_comment.store import Store
from shared.caller import Role, current_caller
from shared.clock import now
from shared.events.public_comment import PersonalDataOpened
from shared.ids import new_id
from shared.mongo import Document
from shared.private_data import Locked, PrivateData
from shared.receipt_numbers import in_groups, read_receipt_number
from shared.texts import clean_text

AT_ONCE = 50


class Purpose(StrEnum):
    """本人確認, 回答・通知の送付, 問い合わせ対応, 情報公開請求への対応, 入力の照合, その他."""

    IDENTITY = "IDENTITY"
    ANSWER = "ANSWER"
    INQUIRY = "INQUIRY"
    DISCLOSURE = "DISCLOSURE"
    CHECK = "CHECK"
    OTHER = "OTHER"


@dataclass
class PersonalData:
    """The use case of opening private data."""

    store: Store
    private: PrivateData

    async def open(self, numbers: Sequence[str], purpose: Purpose, note: str) -> list[Document]:
        """Return ``{"receipt_number", "erased", "particulars": {kind: text}}`` for each receipt.

        The access is durably recorded, with its purpose, before anything is decrypted.

        Raises:
            NotSignedIn, Forbidden, NotInCharge: not of the staff of the department in charge.
            ReceiptNotFound, ReceiptNumberMistyped, TooManyReceipts, NoteMissing.
            Unavailable: the keys cannot be had; nothing is shown.
        """
        caller = current_caller()
        caller.require(Role.STAFF)
        if len(numbers) > AT_ONCE:
            raise TooManyReceipts("receipt_numbers", max=AT_ONCE)
        note = clean_text("note", note, max_chars=500, required=False)
        if purpose is Purpose.OTHER and not note:
            raise NoteMissing("note")
        comments = [
            await self.store.comment_by_receipt(read_receipt_number(number)) for number in numbers
        ]
        for consultation_id in {comment["consultation_id"] for comment in comments}:
            consultation = await self.store.consultation(consultation_id)
            caller.require_department(consultation.get("department_id"))
            await self.record(consultation_id, comments, purpose, note)
        return await self._opened(comments)

    async def record(
        self, consultation_id: str, comments: Sequence[Document], purpose: Purpose, note: str
    ) -> None:
        """Keep who opens what for which purpose: durable before anything is shown."""
        ids = [one["_id"] for one in comments if one["consultation_id"] == consultation_id]
        access: dict[str, Any] = {
            "_id": new_id(),
            "consultation_id": consultation_id,
            "comment_ids": ids,
            "purpose": purpose.value,
            "note": note,
            "by": current_caller().person_id,
            "at": now(),
        }
        event = PersonalDataOpened(
            access_id=access["_id"],
            consultation_id=consultation_id,
            comment_ids=tuple(ids),
            purpose=purpose.value,
        )
        await self.store.accesses.insert(access, event)

    async def _opened(self, comments: Sequence[Document]) -> list[Document]:
        locked = [Locked.of(one["particulars"]) for one in comments if one.get("particulars")]
        found = iter(await self.private.open(locked) if locked else [])
        answers = []
        for comment in comments:
            fields = next(found) if comment.get("particulars") else {}
            answers.append(
                {
                    "receipt_number": in_groups(comment["receipt_number"]),
                    "erased": fields is None,
                    "particulars": fields or {},
                }
            )
        return answers
