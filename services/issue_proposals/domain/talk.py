"""Who takes part in an issue, and what they say to each other: threads, never ranked by votes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.issue_proposals.domain.errors import (
    PostNotFound,
    PostNotMovable,
    PostsTooMany,
    SamePersonDecides,
    ThreadFull,
)
from shared.events.issue_talk import PartyKind, PostState, ThreadKind

POST_CHARS_MAX, POSTS_MAX, REPORTS_MAX = 2_000, 300, 50
# One person cannot bury what others say: twelve posts in an hour are a lively talk.
POSTS_IN, POSTS_WITHIN = 12, timedelta(hours=1)

_S = PostState
_WAYS = {
    _S.SHOWN: frozenset({_S.REPORTED, _S.HIDDEN}),
    _S.REPORTED: frozenset({_S.REPORTED, _S.SHOWN, _S.HIDDEN}),
    _S.HIDDEN: frozenset({_S.APPEALED, _S.SHOWN}),
    _S.APPEALED: frozenset({_S.SHOWN, _S.HIDDEN}),
}
VISIBLE = frozenset({_S.SHOWN, _S.REPORTED})
# What a person who works on the issue has to look at.
WAITING = frozenset({_S.REPORTED, _S.APPEALED})


class Speaker(StrEnum):
    """Who speaks: the one who brought it, a party, staff or a coordinator."""

    AUTHOR = "AUTHOR"
    PARTY = "PARTY"
    CITY = "CITY"


@dataclass(frozen=True)
class Voice:
    """Who speaks; ``id`` is a party's or a person's, or the issue's for its author."""

    speaker: Speaker
    id: str
    department_id: str = ""


@dataclass(frozen=True)
class Party:
    """A party (関わる人・団体) as of ``sequence``, without what is sealed.

    Attributes:
        name: as whom they take part; empty for a citizen who keeps their name.
        role: what they do, in words.
    """

    id: str
    number: str
    issue_id: str
    kind: PartyKind
    name: str
    role: str
    joined_at: datetime
    left: bool
    sequence: int


@dataclass(frozen=True)
class Post:
    """What was said. ``hidden_because`` by ``hidden_by``; ``appeal``: why it should be shown.

    ``reports``: what others said against it, for those who work on the issue.
    """

    id: str
    voice: Voice
    text: str
    at: datetime
    state: PostState = PostState.SHOWN
    reports: tuple[str, ...] = ()
    hidden_because: str = ""
    hidden_by: str = ""
    appeal: str = ""


@dataclass(frozen=True)
class Thread:
    """A thread as of ``sequence``: its first post says what it is about."""

    id: str
    issue_id: str
    kind: ThreadKind
    posts: tuple[Post, ...]
    sequence: int

    @property
    def answered(self) -> bool:
        """Say whether somebody else than who began it has written, and can be read."""
        first = self.posts[0].voice
        return any(
            not same_speaker(one.voice, first) and one.state in VISIBLE for one in self.posts[1:]
        )

    @property
    def waits(self) -> bool:
        """Say whether somebody has to look at a post of it."""
        return any(one.state in WAITING for one in self.posts)

    def post(self, post_id: str) -> Post:
        """Return a post.

        Raises:
            PostNotFound.
        """
        for one in self.posts:
            if one.id == post_id:
                return one
        raise PostNotFound("post_id")

    def with_post(self, post: Post) -> "Thread":
        """Return it with one more post.

        Raises:
            ThreadFull.
        """
        if len(self.posts) >= POSTS_MAX:
            raise ThreadFull("thread_id", max=POSTS_MAX)
        return replace(self, posts=(*self.posts, post))

    def with_changed(self, post: Post) -> "Thread":
        """Return it with a post as it is now."""
        changed = tuple(post if one.id == post.id else one for one in self.posts)
        return replace(self, posts=changed)


def same_speaker(one: Voice, other: Voice) -> bool:
    """Say whether both speak for the same: all of the city are one."""
    if one.speaker is other.speaker is Speaker.CITY:
        return True
    return (one.speaker, one.id) == (other.speaker, other.id)


def require_pause(threads: Iterable[Thread], voice: Voice, moment: datetime) -> None:
    """Let who has not written very often in the last hour write.

    Raises:
        PostsTooMany: with the minutes to wait.
    """
    since = moment - POSTS_WITHIN
    times = sorted(
        post.at
        for thread in threads
        for post in thread.posts
        if post.at > since and same_speaker(post.voice, voice)
    )
    if len(times) >= POSTS_IN:
        again = times[-POSTS_IN] + POSTS_WITHIN
        minutes = max(1, -(-int((again - moment).total_seconds()) // 60))
        raise PostsTooMany("text", max=POSTS_IN, minutes=minutes)


def reported(post: Post, reason: str) -> Post:
    """Return a post that somebody reported: it is shown until a person has looked.

    Raises:
        PostNotMovable: it is hidden already.
    """
    _require_way(post, PostState.REPORTED)
    reports = (*post.reports, reason)[-REPORTS_MAX:]
    return replace(post, state=PostState.REPORTED, reports=reports)


def hidden(post: Post, reason: str, by: str) -> Post:
    """Return a post that nobody reads any more; its text is kept, the reason is public.

    Raises:
        PostNotMovable.
    """
    _require_way(post, PostState.HIDDEN)
    return replace(post, state=PostState.HIDDEN, hidden_because=reason, hidden_by=by)


def appealed(post: Post, why: str) -> Post:
    """Return a hidden post whose writer wants it looked at again, by somebody else.

    Raises:
        PostNotMovable.
    """
    _require_way(post, PostState.APPEALED)
    return replace(post, state=PostState.APPEALED, appeal=why)


def decided(post: Post, by: str, reason: str, *, show: bool) -> Post:
    """Return a post after a second look: shown again, or hidden for good reason.

    Raises:
        PostNotMovable: nobody reported it or appealed.
        SamePersonDecides: who hid it does not decide on the appeal.
    """
    if post.state not in WAITING:
        raise PostNotMovable("post_id", state=post.state.value)
    if post.state is PostState.APPEALED and post.hidden_by == by:
        raise SamePersonDecides("post_id")
    if not show:
        return hidden(replace(post, reports=()), reason or post.hidden_because, by)
    return replace(post, state=PostState.SHOWN, reports=(), hidden_because="", hidden_by="")


def _require_way(post: Post, to: PostState) -> None:
    if to not in _WAYS[post.state]:
        raise PostNotMovable("post_id", state=post.state.value)
