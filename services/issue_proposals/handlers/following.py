"""Following an issue by mail, and the digests: one a day or a week, never one for each post.

The address is sealed and opened at the moment of sending. What a digest tells follows from the
issue and its talk since the last one, so a crash at any moment forgets nothing; a letter is known
by whom it tells and when it was due. One instance looks at a time (a lease); all send.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.issue_proposals.domain.errors import FollowerNotFound
from services.issue_proposals.domain.following import (
    AGREED_WITHIN,
    ASKED_A_DAY,
    Follower,
    next_due,
)
from services.issue_proposals.domain.issue import KEPT_FOR, Issue
from services.issue_proposals.handlers.mails import Told, letter_about
from services.issue_proposals.store import Store
from services.issue_proposals.store.followers import DUE_AT_ONCE, to_follower
from shared.clock import iso, now
from shared.events.issue_talk import FollowerMoved, FollowerState, Rhythm
from shared.idempotency import checked_key
from shared.logs import cause_of, log
from shared.mail_address import MailsNotOffered, checked_address
from shared.mongo import Document, DuplicateKeyError, Lease, StaleAggregate
from shared.notices import Letterbox
from shared.private_data import PrivateData
from shared.receipt_numbers import NumberSecrets

MAIL_ADDRESS = "mail_address"
LOOK_EVERY_S, LEASE_S = 10.0, 60.0

logger = log(__name__)


@dataclass
class Following:
    """The use cases of followers. Without a ``letterbox`` the city sends no mail."""

    store: Store
    private: PrivateData
    secrets: NumberSecrets
    letterbox: Letterbox | None
    lease: Lease

    async def follow(self, issue_id: str, typed: str, rhythm: Rhythm, key: str) -> None:
        """Ask an address whether it agrees to be told of a public issue.

        Who asks learns nothing of whether the address follows it already.

        Raises:
            IssueNotFound, MailsNotOffered, MailAddressMalformed; Unavailable.
        """
        if self.letterbox is None:
            raise MailsNotOffered("mail_address")
        address = checked_address("mail_address", typed)
        issue, asked = await self.store.public_issue(issue_id), checked_key(key)
        id_, any_issue = self._hashes(issue.id, address)
        known = await self.store.followers.row(id_)
        if known is not None and known["state"] != FollowerState.STOPPED.value:
            # Asked or told already. The letter is known by when it was asked: a crash before it
            # was put leaves it to the next try.
            if known["state"] == FollowerState.ASKED.value:
                await self._ask(self.letterbox, to_follower(known), issue, known["asked_at"])
            return
        day_before = now() - timedelta(days=1)
        if await self.store.followers.asked_since(any_issue, day_before) >= ASKED_A_DAY:
            return
        moment = now()
        locked = await self.private.seal(
            self.secrets.idempotency_hash(f"follow:{asked}")[:32],
            {MAIL_ADDRESS: address},
            case_id=id_,
            retain_until=(moment + KEPT_FOR).date(),
        )
        private: Document = {
            "asked_hash": any_issue,
            "asked_at": moment,
            "sealed": locked.document(),
        }
        event = FollowerMoved(
            follower_id=id_, issue_id=issue.id, state=FollowerState.ASKED, rhythm=rhythm
        )
        follower = Follower(
            id=id_,
            issue_id=issue.id,
            rhythm=rhythm,
            state=FollowerState.ASKED,
            told_until=moment,
            told_state=issue.state.value,
            due_at=next_due(rhythm, moment),
            sequence=1,
        )
        try:
            if known is None:
                await self.store.followers.insert(follower, private, event)
            else:
                old = await self.store.followers.follower(id_)
                again = {**private, "state": FollowerState.ASKED.value, "rhythm": rhythm.value}
                await self.store.followers.update(old, {"$set": again}, event)
        except (DuplicateKeyError, StaleAggregate):  # the same at the same time
            return
        await self._ask(self.letterbox, follower, issue, moment)

    @staticmethod
    async def _ask(letterbox: Letterbox, to: Follower, issue: Issue, at: datetime) -> None:
        letter = letter_about(Told.ASKED, iso(at), to, issue, at)
        await letterbox.put([letter], at_once=True)

    async def agree(self, token: str) -> Issue:
        """Begin to tell; for who follows the link in the first mail. Again changes nothing.

        Raises:
            MailLinkBroken, IssueNotFound; StaleAggregate.
            FollowerNotFound: nobody was asked, or it was too long ago.
        """
        follower = await self.store.followers.follower(self.secrets.of_mail_token(token))
        issue = await self.store.public_issue(follower.issue_id)
        if follower.state is FollowerState.STOPPED:
            raise FollowerNotFound("token")
        if follower.state is FollowerState.ASKED:
            moment = now()
            change = {
                "state": FollowerState.FOLLOWING.value,
                "told_until": moment,
                "told_state": issue.state.value,
                "due_at": next_due(follower.rhythm, moment),
            }
            await self._move(follower, FollowerState.FOLLOWING, {"$set": change})
        return issue

    async def stop(self, token: str) -> Issue:
        """Tell no more and forget the address. Again changes nothing.

        Raises:
            MailLinkBroken, FollowerNotFound, IssueNotFound; StaleAggregate.
        """
        follower = await self.store.followers.follower(self.secrets.of_mail_token(token))
        if follower.state is not FollowerState.STOPPED:
            await self._forget(follower)
        return await self.store.issue(follower.issue_id)

    async def run_forever(self) -> None:
        """Look now and then; ends by cancellation only."""
        while True:
            try:
                again = await self.run_once(now())
            except Exception as error:  # what is due stays due: the next look goes on with it
                logger.warning("followers_wait", cause=cause_of(error))
                again = False
            if not again:
                await asyncio.sleep(LOOK_EVERY_S)

    async def run_once(self, moment: datetime) -> bool:
        """Write the digests that are due by ``moment``; True if there may be more."""
        if self.letterbox is None or not await self.lease.take():
            return False
        for follower in await self.store.followers.unanswered(moment - AGREED_WITHIN):
            await self._forget(follower)
        due = await self.store.followers.due(moment)
        for follower in due:
            await self._digest(self.letterbox, follower, moment)
            if not await self.lease.take():
                return False
        return len(due) == DUE_AT_ONCE

    async def _digest(self, letterbox: Letterbox, follower: Follower, moment: datetime) -> None:
        """Put the letters of one digest, then mark it.

        A crash between the two puts the same letters once more, which are known by then.
        """
        issue = await self.store.root(await self.store.issue(follower.issue_id))
        news = await self._news(issue, follower) if issue.is_public else []
        due = iso(follower.due_at)
        letters = [
            # The last one gives the mail its subject.
            letter_about(kind, due, follower, issue, moment + timedelta(milliseconds=place))
            for place, kind in enumerate(news)
        ]
        await letterbox.put(letters, at_once=True)
        change = {
            "told_until": moment if letters else follower.told_until,
            "told_state": issue.state.value,
            "due_at": next_due(follower.rhythm, moment),
        }
        await self.store.followers.update(follower, {"$set": change})

    async def _news(self, issue: Issue, follower: Follower) -> list[Told]:
        """Return what happened since the last digest, the most important last."""
        since = follower.told_until
        happened = {
            Told.POSTED: await self.store.talk.said_since(issue.id, since),
            Told.NEEDED: any(need.at > since for need in issue.needs),
            Told.REWORDED: issue.published_at is not None and issue.published_at > since,
            Told.MERGED: issue.id != follower.issue_id,
            Told.MOVED: issue.state.value != follower.told_state,
            Told.ANSWERED: any(answer.at > since for answer in issue.answers),
        }
        told = [kind for kind, is_so in happened.items() if is_so]
        # That it is a part of another one is said beside what is new there.
        return told if told != [Told.MERGED] else []

    async def _forget(self, follower: Follower) -> None:
        change = {"state": FollowerState.STOPPED.value, "sealed": {}}
        await self._move(follower, FollowerState.STOPPED, {"$set": change})

    async def _move(self, follower: Follower, to: FollowerState, change: Document) -> None:
        event = FollowerMoved(
            follower_id=follower.id,
            issue_id=follower.issue_id,
            state=to,
            rhythm=follower.rhythm,
        )
        await self.store.followers.update(follower, change, event)

    def _hashes(self, issue_id: str, address: str) -> tuple[str, str]:
        """Return what stands for an address of one issue, a follower's id, and of any."""
        return (
            self.secrets.keyed("issue-follower", f"{issue_id}|{address}").hex()[:32],
            self.secrets.keyed("issue-followers", address).hex(),
        )
