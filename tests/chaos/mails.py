"""Citizens give an address for mail while the faults strike, and so does the mail server.

What is promised (shared/notices.py): a letter is kept in the write that it tells of, and is tried
again until the server has taken it, for three days. So no mail gets lost. One may arrive twice,
after a crash or when the server's answer was lost, and is then the same mail with the same
Message-ID, which a mailbox may tell by. So a receipt's letter in two mails of different Message-IDs
is a fault here, as is one to whom nothing was accepted.
"""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from tests.bench.graphql import SUBMIT, Refusal
from tests.bench.system import Document
from tests.chaos.ledger import Accepted, Ledger
from tests.chaos.loads import GaveUp, People, accept, note
from tests.chaos.mail_server import MailServer
from tests.chaos.verify import Evidence, Verdict

# What comes within so many seconds goes in one mail: the setting of the run.
GATHER_S = 8
# As services/public_comment/mails.toml words them, a second time on purpose.
RECEIVED = "ご意見を受け付けました。"
PUBLISHED = "意見募集の結果を公表しました。"
_REFUSED, _AGAIN = 0.1, 0.15
# One that the server refused waits for a minute, then two, then four; one whose sender was killed
# waits for two.
_SENT_WITHIN_S = 480.0
_NUMBER = re.compile(r"(?<![\d-])\d{4}(?:-\d{4}){2,3}(?![\d-])")
# What ends every text (loads.py).
_MARK = re.compile(r"（[0-9a-f]{12}）")

Mails = Sequence[tuple[str, EmailMessage]]
Step = tuple[str, Iterable[Accepted]]


async def submit_followed(people: People) -> None:
    """A citizen comments and gives an address, at times one that must never get a mail.

    It is one of a comment that is refused, or of another text under a key that is spent.
    """
    key = people.key()
    given: Document = {
        "consultationId": people.town.consultation_id,
        "clauseId": people.chance.choice([None, *people.town.clause_ids]),
        "text": people.text(key),
        "submitterKind": "PERSON",
        "mailAddress": new_address(people, key),
        "idempotencyKey": key,
    }
    if people.chance.random() < _REFUSED:
        given["clauseId"] = "of-no-plan"
    kept = await accept(people, people.citizen, SUBMIT, given, "WEB")
    if kept is None or people.chance.random() > _AGAIN:
        return
    other = {"text": people.text(people.key()), "mailAddress": new_address(people, key)}
    try:
        await people.insist(people.citizen, SUBMIT, given | other)
    except (Refusal, GaveUp) as error:
        note(people, key, error)


def new_address(people: People, key: str) -> str:
    """An address that nobody else has, noted with the key of the comment it is given with."""
    address = f"c{people.chance.getrandbits(64):016x}@example.jp"
    people.ledger.addresses[address] = key
    return address


@dataclass(frozen=True)
class Post:
    """What the mail server of the run has taken; ``other`` are those of the second consultation."""

    server: MailServer
    other: Ledger

    async def every_letter_came(self, evidence: Evidence, verdict: Verdict) -> None:
        """Wait until all is sent; then read the mails."""
        waited = await _all_sent(evidence, verdict)
        ours = evidence.ledger
        told = [*ours.accepted, *self.other.accepted]
        steps = [(RECEIVED, told), (PUBLISHED, self.other.accepted)]
        addresses = ours.addresses | self.other.addresses
        unanswered = {*ours.unanswered, *self.other.unanswered}
        maybe = {address for address, key in addresses.items() if key in unanswered}
        compare_mails(steps, told, maybe, self.server.mails, verdict)
        verdict.facts |= {"mails_sent_after_s": waited, "mail_strikes": self.server.struck}


async def _all_sent(evidence: Evidence, verdict: Verdict) -> float:
    """Return how long it took until no letter waited, and none was still to be written."""
    database = evidence.client[f"{evidence.system.database_prefix}_public_comment"]
    began = time.monotonic()

    def waits() -> bool:
        to_tell = database["consultations"].find_one({"to_tell.0": {"$exists": True}}, {"_id": 1})
        return bool(to_tell or database["letters"].find_one({"done": False}, {"_id": 1}))

    while await asyncio.to_thread(waits):
        if time.monotonic() - began > _SENT_WITHIN_S:
            verdict.remark(f"letters still wait after {_SENT_WITHIN_S:.0f} s")
            break
        await asyncio.sleep(1)
    return round(time.monotonic() - began, 1)


def compare_mails(
    steps: Iterable[Step], told: Sequence[Accepted], maybe: set[str], mails: Mails, verdict: Verdict
) -> None:
    """Hold the mails against what was acknowledged.

    ``steps`` are the words that are to reach the writers of some comments, ``maybe`` the addresses
    of comments that were never answered.
    """
    by_address = {each.mail: each for each in told if each.mail}
    came: defaultdict[str, list[EmailMessage]] = defaultdict(list)
    for address, mail in mails:
        came[address].append(mail)
    for words, some in steps:
        for each in some:
            if each.mail:
                _compare_letter(words, each, came[each.mail], verdict)
    again = 0
    for address, theirs in came.items():
        again += len(theirs) - len({mail["Message-ID"] for mail in theirs})
        if address not in by_address and address not in maybe and theirs:
            verdict.doubled += len(theirs)
            verdict.remark(f"{len(theirs)} mails to an address of which nothing was accepted")
    _compare_contents(by_address, told, mails, verdict)
    verdict.facts |= {"mails": len(mails), "mails_doubled": again}


def _compare_letter(
    words: str, each: Accepted, theirs: Iterable[EmailMessage], verdict: Verdict
) -> None:
    ids = {mail["Message-ID"] for mail in theirs if words in mail.get_content()}
    # Whoever took the comment back is told nothing more.
    if not ids and each.withdrawn is False:
        verdict.lost += 1
        verdict.remark(f"{each.receipt_number} was never told: {words}")
    if len(ids) > 1:
        verdict.doubled += len(ids) - 1
        verdict.remark(f"{each.receipt_number} was told in {len(ids)} different mails: {words}")


def _compare_contents(
    by_address: dict[str, Accepted], told: Iterable[Accepted], mails: Mails, verdict: Verdict
) -> None:
    """A mail names its comment's number, no other and no 確認番号, and no words of any comment."""
    numbers = {number for one in told for number in (one.receipt_number, one.confirmation_number)}
    for address, mail in mails:
        each = by_address.get(address)
        if each is None:
            continue
        written = f"{mail['Subject']}\n{mail.get_content()}".replace("\r\n", "\n")
        named = set(_NUMBER.findall(written)) & numbers
        said = _MARK.search(written) or any(text in written for text in each.acknowledged)
        if each.receipt_number not in named:
            verdict.lost += 1
            verdict.remark(f"a mail about {each.receipt_number} does not name it")
        if said or named - {each.receipt_number}:
            verdict.doubled += 1
            verdict.remark(f"a mail about {each.receipt_number} tells what it must not")
