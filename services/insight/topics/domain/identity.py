"""Who is who when topics are made anew: groups keep the id of those whose statements they hold.

What staff decided holds: a viewpoint that they put into a topic stays there, and so does what
becomes of it; a topic that they named or put together may be made of several groups.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

# A group is the same if it shares this part of the smaller of the two.
SAME = 1 / 3


@dataclass(frozen=True)
class Before:
    """What there was: viewpoint by wording, topic by viewpoint, and what staff decided.

    ``pinned`` viewpoints were put into their topic by staff; ``held`` topics were named, merged or
    split by them. ``names`` are the words of each topic and viewpoint, by id.
    """

    viewpoint_of: Mapping[int, str] = field(default_factory=dict)
    topic_of: Mapping[str, str] = field(default_factory=dict)
    pinned: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Of how many wordings groups were made from scratch the last time.
    scratch_of: int = 0


@dataclass(frozen=True)
class Identities:
    """Ids of the new viewpoints and the topic of each; ``pinned`` where staff put them there."""

    viewpoints: tuple[str, ...]
    topics: tuple[str, ...]
    pinned: tuple[bool, ...]


def identify(
    case_id: str,
    wordings: Sequence[int],
    viewpoint: Sequence[int],
    topic: Sequence[int],
    before: Before,
) -> Identities:
    """Give ids to new groups: ``viewpoint`` of each wording, ``topic`` of each viewpoint."""
    members: list[list[int]] = [[] for _ in topic]
    for key, number in zip(wordings, viewpoint, strict=True):
        members[number].append(key)
    viewpoints = _matched(case_id, "viewpoint", members, before.viewpoint_of, frozenset())
    topic_of_wording = {
        key: before.topic_of[old]
        for key, old in before.viewpoint_of.items()
        if old in before.topic_of
    }
    of_topic: list[list[int]] = [[] for _ in range(max(topic, default=-1) + 1)]
    for number, keys in zip(topic, members, strict=True):
        of_topic[number] += keys
    topics = _matched(case_id, "topic", of_topic, topic_of_wording, before.held)
    found: list[str] = []
    pins: list[bool] = []
    for number, keys in zip(topic, members, strict=True):
        pin = _pin(keys, before)
        found.append(pin or topics[number])
        pins.append(pin is not None)
    return Identities(tuple(viewpoints), tuple(found), tuple(pins))


def _pin(keys: Iterable[int], before: Before) -> str | None:
    """Return the topic that staff put most of a viewpoint's statements into."""
    known = [before.viewpoint_of[key] for key in keys if key in before.viewpoint_of]
    pins = Counter(before.topic_of[one] for one in known if one in before.pinned)
    for topic_id, count in sorted(pins.items(), key=lambda pair: (-pair[1], pair[0])):
        if count * 2 > len(known):
            return topic_id
    return None


def _matched(
    case_id: str,
    kind: str,
    members: Sequence[Sequence[int]],
    old_of: Mapping[int, str],
    shared: frozenset[str],
) -> list[str]:
    """Return an id for each group: an old one where it holds enough of the same wordings.

    An old id goes to one group, the one that has most of it; one of ``shared`` to each group most
    of which it was.
    """
    sizes = Counter(old_of.values())
    overlaps = [Counter(old_of[key] for key in keys if key in old_of) for keys in members]
    pairs = sorted(
        (-count, number, old)
        for number, counts in enumerate(overlaps)
        for old, count in counts.items()
    )
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for negative, number, old in pairs:
        count, known = -negative, sum(overlaps[number].values())
        enough = count >= SAME * min(len(members[number]), sizes[old])
        again = old in shared and count * 2 > known
        if number not in ids and enough and (old not in taken or again):
            ids[number] = old
            taken.add(old)
    return [
        ids[number] if number in ids else _new_id(case_id, kind, keys, taken | sizes.keys())
        for number, keys in enumerate(members)
    ]


def _new_id(case_id: str, kind: str, keys: Sequence[int], taken: Iterable[str]) -> str:
    """Make an id of what the group holds: the same statements, the same id."""
    used, turn = set(taken), 0
    while True:
        of = f"{case_id}/{kind}/{min(keys, default=0)}/{turn}"
        id_ = hashlib.blake2b(of.encode(), digest_size=12).hexdigest()
        if id_ not in used:
            return id_
        turn += 1
