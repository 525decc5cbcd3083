"""Citizens send files with their comments while the faults strike: each whole, and with its own.

The page of the gateway keeps nothing of a file: it hands it to the service with the client that is
used here, under the key of the comment that will name it. Some people leave the form at that.
"""

import hashlib
import io
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PIL import Image

from gateway.clients.public_comment import PublicCommentClient
from shared.caller import STRANGER, act_as
from tests.bench.graphql import SUBMIT, Refusal
from tests.bench.system import Document, System
from tests.chaos.ledger import Ledger
from tests.chaos.loads import GaveUp, People, accept, note
from tests.chaos.service import clerk, insist, public_comment
from tests.chaos.verify import Evidence, Verdict

_LEFT = 0.15
# More than GridFS keeps in one part.
_LARGEST_PDF = 600_000


@dataclass(frozen=True)
class Attaching:
    """Those who send files, and those in charge who open them at the end."""

    system: System

    async def submit_with_files(self, people: People) -> None:
        """Hand in one to three files, some of them twice; then the comment that names them."""
        key = people.key()
        files = [make_file(people.chance) for _ in range(people.chance.randint(1, 3))]
        digests = [hashlib.sha256(file).hexdigest() for file in files]
        people.ledger.handed_in[key] = digests
        try:
            ids = await self._hand_in(people, key, files)
        except (Refusal, GaveUp) as error:
            note(people, key, error)
            return
        if people.chance.random() < _LEFT:
            return
        given = {
            "consultationId": people.town.consultation_id,
            "clauseId": people.chance.choice([None, *people.town.clause_ids]),
            "text": people.text(key),
            "submitterKind": "PERSON",
            "attachmentIds": ids,
            "idempotencyKey": key,
        }
        kept = await accept(people, people.citizen, SUBMIT, given, "WEB")
        if kept is not None:
            kept.files = digests

    async def _hand_in(self, people: People, key: str, files: list[bytes]) -> list[str]:
        case, ids = people.town.consultation_id, []
        act_as(STRANGER)
        async with public_comment(self.system, PublicCommentClient) as client:
            for file in files:
                for _ in range(people.chance.choice([1, 1, 2])):
                    kept = await insist(people, partial(client.attach, case, key, file))
                ids.append(kept["id"])
        return ids

    async def every_file_is_kept(self, evidence: Evidence, verdict: Verdict) -> None:
        """Each file of an acknowledged comment is with it alone, and opens as it was sent."""
        database = evidence.client[f"{evidence.system.database_prefix}_public_comment"]
        rows, kept = evidence.comments(), list(database["attachments"].find({}))
        compare_named(evidence.ledger, rows, kept, verdict)
        by_number = {row["receipt_number"]: row for row in rows}
        opened = 0
        # Each opening is recorded as one of those in charge.
        act_as(clerk(self.system))
        async with public_comment(self.system, PublicCommentClient) as client:
            for receipt in evidence.ledger.accepted:
                row = by_number.get(receipt.receipt_number.replace("-", ""))
                if row is None:
                    continue  # it is lost as a comment
                for one in row["versions"][-1].get("attachments", []):
                    content, _ = await client.open_attachment(row["_id"], one["id"], "ANSWER")
                    if hashlib.sha256(content).hexdigest() == one["sha256"]:
                        opened += 1
                    else:
                        verdict.lost += 1
                        verdict.remark(f"another file opens with {receipt.receipt_number}")
        act_as(STRANGER)
        verdict.facts["attachments"] = opened
        verdict.facts["attachments_left"] = sum(one["comment_id"] is None for one in kept)


def make_file(chance: random.Random) -> bytes:
    """A file that nobody else has.

    A PDF is kept as it is; a PNG is written anew without what it may tell beside the picture, and
    one that Pillow wrote without any of that comes out the same.
    """
    if chance.random() < 0.5:
        size = chance.randint(200, _LARGEST_PDF)
        return b"%PDF-1.7\n" + chance.randbytes(size) + b"\n%%EOF\n"
    side, out = chance.randint(8, 96), io.BytesIO()
    Image.frombytes("RGB", (side, side), chance.randbytes(side * side * 3)).save(out, "PNG")
    return out.getvalue()


def compare_named(
    ledger: Ledger, rows: Iterable[Document], kept: Iterable[Document], verdict: Verdict
) -> None:
    """Hold which comment names which file against what was handed in with which key.

    ``kept`` are the files as the service knows them. What was handed in with a comment that was
    never acknowledged may lie with that comment or nowhere, and with no other one.
    """
    told = {each.receipt_number.replace("-", ""): each for each in ledger.accepted}
    acknowledged = {each.key for each in ledger.accepted}
    key_of = {digest: key for key, some in ledger.handed_in.items() for digest in some}
    named: Counter[str] = Counter()
    of_comment = {one["_id"]: one["comment_id"] for one in kept}
    for row in rows:
        last = row["versions"][-1].get("attachments", [])
        named.update(one["id"] for one in last)
        receipt, found = told.get(row["receipt_number"]), [one["sha256"] for one in last]
        mine = receipt.files if receipt else found
        strange = set(found) - set(mine)
        if receipt is None:
            keys = {key_of.get(digest) for digest in found}
            strange = set(found) if None in keys or keys & acknowledged or len(keys) > 1 else set()
        missing = [digest for digest in mine if digest not in found]
        astray = [one["id"] for one in last if of_comment.get(one["id"]) != row["_id"]]
        verdict.lost += len(missing) + len(astray) + (not missing and not strange and found != mine)
        verdict.doubled += len(strange)
        if strange or astray or found != mine:
            verdict.remark(
                f"files of {row['receipt_number']}: {len(missing)} missing, {len(strange)} of "
                f"somebody else, {len(astray)} kept for another comment"
            )
    twice = sum(count - 1 for count in named.values())
    unnamed = [id_ for id_, of in of_comment.items() if of is not None and id_ not in named]
    verdict.doubled += twice + len(unnamed)
    if twice or unnamed:
        verdict.remark(f"files: {twice} with two comments, {len(unnamed)} that theirs do not name")
