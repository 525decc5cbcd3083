"""Taking part: who joins, what is said, what is hidden, and who is concerned too."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from services.issue_proposals.domain import talk as rules
from services.issue_proposals.domain.errors import (
    IssueNotFound,
    PartyHasLeft,
    PostNotFound,
    TooManyParties,
)
from services.issue_proposals.domain.issue import Issue, checked_ward
from services.issue_proposals.domain.talk import Party, Post, Speaker, Thread, Voice
from services.issue_proposals.handlers.bringing import Bringing
from services.issue_proposals.store import Store
from services.issue_proposals.store.talk import PARTIES_MAX, to_party
from shared.caller import Role, current_caller
from shared.clock import now
from shared.events.issue_talk import (
    ConcernShared,
    PartyJoined,
    PartyKind,
    PartyLeft,
    PostMoved,
    PostWritten,
    ThreadKind,
)
from shared.idempotency import checked_key
from shared.ids import new_id
from shared.mongo import DuplicateKeyError, StaleAggregate
from shared.receipt_numbers import new_receipt_number
from shared.texts import clean_text, clean_title
from shared.two_numbers import Numbers, Receipts

# In a lively thread several write at once: each looks again and adds to what is there.
TRIES = 40


@dataclass(frozen=True)
class NewParty:
    """Who wants to take part; ``contact`` is never shown."""

    idempotency_key: str
    issue_id: str
    kind: PartyKind
    name: str = ""
    role: str = ""
    contact: str = ""


@dataclass
class Talking:
    """The use cases of talking about a public issue."""

    store: Store
    receipts: Receipts
    bringing: Bringing
    wards: tuple[str, ...]

    async def join(self, new: NewParty) -> tuple[Party, str]:
        """Take part in an issue; return the party with its 確認番号. The same key: the same.

        Raises:
            IssueNotFound: or it is not public. TooManyParties; TextTooLong and the like;
            NotSignedIn, Forbidden: only staff join for the city; Unavailable: send the same key
            again.
        """
        if new.kind is PartyKind.CITY:
            current_caller().require(Role.STAFF)
        request = self.receipts.request("party", new.idempotency_key)
        by_key = {"idempotency_hash": request.hashed}
        talk = self.store.talk
        if (known := await talk.party_row_if_any(by_key)) is not None:
            return to_party(known), request.confirmation
        issue = await self.public_issue(new.issue_id)
        if await talk.count_parties(issue.id) >= PARTIES_MAX:
            raise TooManyParties("issue_id", max=PARTIES_MAX)
        party = Party(
            id=new_id(),
            number=new_receipt_number(),
            issue_id=issue.id,
            kind=new.kind,
            name=clean_title(
                "name", new.name, max_chars=80, required=new.kind is not PartyKind.CITIZEN
            ),
            role=clean_title("role", new.role, max_chars=200, required=False),
            joined_at=now(),
            left=False,
            sequence=1,
        )
        contact = clean_text("contact", new.contact, max_chars=300, required=False)
        private = await self.receipts.row(
            request, party.id, party.number, {"contact": contact}, party.joined_at
        )
        event = PartyJoined(party_id=party.id, issue_id=issue.id, kind=party.kind)
        try:
            await talk.insert_party(party, private, event)
        except DuplicateKeyError:  # the same request at the same time
            return to_party(await talk.party_row(by_key)), request.confirmation
        return party, request.confirmation

    async def own_party(self, numbers: Numbers) -> Party:
        """Return a party to itself.

        Raises:
            ReceiptNumberMistyped, ConfirmationNumberMistyped, PartyNotFound,
            IssueNumberNotFitting.
        """
        numbers = numbers.checked()
        row = await self.store.talk.party_row({"number": numbers.number})
        self.receipts.require_fitting(numbers, row)
        return to_party(row)

    async def leave(self, numbers: Numbers) -> Party:
        """Take part no more: name, role and contact go, what was said stays. Again: no change.

        Raises:
            as ``own_party``; StaleAggregate.
        """
        party = await self.own_party(numbers)
        if party.left:
            return party
        change = {"$set": {"left": True, "name": "", "role": "", "sealed": {}}}
        event = PartyLeft(party_id=party.id, issue_id=party.issue_id)
        return await self.store.talk.update_party(party, change, event)

    async def share_concern(self, issue_id: str, ward: str, key: str) -> dict[str, int]:
        """Keep that somebody is concerned too; return how many are, by ward.

        Raises:
            IssueNotFound, WardUnknown.
        """
        issue, id_ = await self.public_issue(issue_id), checked_key(key)
        row = {
            "_id": id_,
            "issue_id": issue.id,
            "ward": checked_ward(ward, self.wards),
            "at": now(),
        }
        event = ConcernShared(concern_id=id_, issue_id=issue.id, ward=row["ward"])
        with suppress(DuplicateKeyError):  # said already
            await self.store.talk.insert_concern(row, event)
        return await self.store.talk.reach(issue.id)

    async def begin(
        self, issue_id: str, kind: ThreadKind, text: str, key: str, numbers: Numbers
    ) -> Thread:
        """Begin a thread. The same key again changes nothing.

        Raises:
            as ``voice``; PostsTooMany, TextEmpty, TextTooLong.
        """
        issue, voice = await self.voice(issue_id, numbers)
        id_ = checked_key(key)
        post = await self._post(issue, voice, id_, text)
        thread = Thread(id_, issue.id, kind, (post,), 1)
        try:
            await self.store.talk.insert_thread(thread, _written(thread, post))
        except DuplicateKeyError:
            return await self._thread(issue.id, id_)
        return thread

    async def reply(
        self, issue_id: str, thread_id: str, text: str, key: str, numbers: Numbers
    ) -> Thread:
        """Write in a thread. The same key again changes nothing.

        Raises:
            as ``begin``; ThreadNotFound, ThreadFull.
        """
        issue, voice = await self.voice(issue_id, numbers)
        id_ = checked_key(key)
        thread = await self._thread(issue.id, thread_id)
        if any(one.id == id_ for one in thread.posts):
            return thread
        post = await self._post(issue, voice, id_, text)

        def added(seen: Thread) -> Thread:
            if any(one.id == id_ for one in seen.posts):
                return seen
            return seen.with_post(post)

        return await self._changed(thread, added, post)

    async def report(self, thread_id: str, post_id: str, reason: str) -> Thread:
        """Say what is wrong with a post; it is shown until a person has looked.

        Raises:
            ThreadNotFound, PostNotFound, PostNotMovable, TextEmpty.
        """
        why = clean_text("reason", reason, max_chars=500)
        thread = await self.store.talk.thread(thread_id)
        await self.public_issue(thread.issue_id)
        return await self._moved(thread, post_id, lambda post: rules.reported(post, why))

    async def hide(self, thread_id: str, post_id: str, reason: str) -> Thread:
        """Hide a post; its text is kept, the reason is public.

        Raises:
            ThreadNotFound, PostNotFound, PostNotMovable, NotSignedIn, NotInCharge, TextEmpty.
        """
        thread = await self._handled(thread_id)
        why = clean_text("reason", reason, max_chars=500)
        by = current_caller().person_id or ""
        return await self._moved(thread, post_id, lambda post: rules.hidden(post, why, by))

    async def appeal(self, thread_id: str, post_id: str, why: str, numbers: Numbers) -> Thread:
        """Say why one's own hidden post should be shown: somebody else looks again.

        Raises:
            as ``voice``; ThreadNotFound; PostNotFound: or it is not one's own; PostNotMovable.
        """
        thread = await self.store.talk.thread(thread_id)
        _, voice = await self.voice(thread.issue_id, numbers)
        if not rules.same_speaker(thread.post(post_id).voice, voice):
            raise PostNotFound("post_id")
        text = clean_text("why", why, max_chars=500)
        return await self._moved(thread, post_id, lambda post: rules.appealed(post, text))

    async def decide(self, thread_id: str, post_id: str, reason: str, *, show: bool) -> Thread:
        """Decide on what was reported or appealed for.

        Raises:
            as ``hide``; SamePersonDecides.
        """
        thread = await self._handled(thread_id)
        why = clean_text("reason", reason, max_chars=500, required=not show)
        by = current_caller().person_id or ""
        return await self._moved(
            thread, post_id, lambda post: rules.decided(post, by, why, show=show)
        )

    async def voice(self, issue_id: str, numbers: Numbers) -> tuple[Issue, Voice]:
        """Return a public issue, and who speaks: a party or the author by numbers, or the city.

        Raises:
            IssueNotFound: or it is not public. PartyHasLeft; IssueNumberNotFitting: these are of
            another issue, or do not fit; NotSignedIn, NotInCharge.
        """
        issue = await self.public_issue(issue_id)
        if not numbers.number:
            caller = current_caller()
            issue.require_handling(caller)
            own = issue.department_id in caller.departments
            department = (issue.department_id or "") if own else ""
            return issue, Voice(Speaker.CITY, caller.person_id or "", department)
        numbers = numbers.checked()
        row = await self.store.talk.party_row_if_any({"number": numbers.number})
        if row is None:
            own_issue = await self.bringing.own(numbers.number, numbers.confirmation_number)
            await self._require_part(own_issue.id, issue)
            return issue, Voice(Speaker.AUTHOR, own_issue.id)
        self.receipts.require_fitting(numbers, row)
        party = to_party(row)
        await self._require_part(party.issue_id, issue)
        if party.left:
            raise PartyHasLeft("number")
        return issue, Voice(Speaker.PARTY, party.id)

    async def _require_part(self, own_id: str, issue: Issue) -> None:
        """Let numbers of an issue pass, and of those that were merged into it.

        Raises:
            IssueNotFound.
        """
        if own_id == issue.id:
            return
        if (await self.store.root(await self.store.issue(own_id))).id != issue.id:
            raise IssueNotFound("number")

    async def public_issue(self, issue_id: str) -> Issue:
        """Return an issue that everybody may read.

        Raises:
            IssueNotFound.
        """
        return await self.store.public_issue(issue_id)

    async def _post(self, issue: Issue, voice: Voice, id_: str, text: str) -> Post:
        moment, words = now(), clean_text("text", text, max_chars=rules.POST_CHARS_MAX)
        if voice.speaker is not Speaker.CITY:
            since = moment - rules.POSTS_WITHIN
            latest = await self.store.talk.threads_since(issue.id, since)
            rules.require_pause(latest, voice, moment)
        return Post(id_, voice, words, moment)

    async def _thread(self, issue_id: str, thread_id: str) -> Thread:
        thread = await self.store.talk.thread(thread_id)
        if thread.issue_id != issue_id:
            raise PostNotFound("thread_id")
        return thread

    async def _handled(self, thread_id: str) -> Thread:
        thread = await self.store.talk.thread(thread_id)
        (await self.store.issue(thread.issue_id)).require_handling(current_caller())
        return thread

    async def _moved(self, thread: Thread, post_id: str, move: Callable[[Post], Post]) -> Thread:
        def moved(seen: Thread) -> Thread:
            return seen.with_changed(move(seen.post(post_id)))

        return await self._changed(thread, moved, None, post_id)

    async def _changed(
        self,
        thread: Thread,
        change: Callable[[Thread], Thread],
        written: Post | None,
        post_id: str = "",
    ) -> Thread:
        """Change a thread; who comes second looks again."""
        for _ in range(TRIES):
            after = change(thread)
            if after == thread:
                return thread
            event = _written(after, written) if written else _moved_event(after, post_id)
            with suppress(StaleAggregate):
                return await self.store.talk.update_thread(
                    replace(after, sequence=thread.sequence), event
                )
            thread = await self.store.talk.thread(thread.id)
        raise StaleAggregate


def _written(thread: Thread, post: Post) -> PostWritten:
    return PostWritten(
        thread_id=thread.id,
        issue_id=thread.issue_id,
        post_id=post.id,
        kind=thread.kind,
        answered=thread.answered,
    )


def _moved_event(thread: Thread, post_id: str) -> PostMoved:
    return PostMoved(
        thread_id=thread.id,
        issue_id=thread.issue_id,
        post_id=post_id,
        state=thread.post(post_id).state,
    )
