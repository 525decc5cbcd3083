"""Topics as sentences: how many statements each has, and the words that are typical of it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.clients.insight_topics import RefAnswer, TopicAnswer
from gateway.context import Info
from gateway.summary.gathering import Case, Passage, passage_of
from shared.cited import Composer, Sentence
from shared.suppression import MINIMUM


@dataclass(frozen=True)
class Topic:
    """A topic, in its own order; ``typical`` are words of its most typical statements."""

    id: str
    name: str
    statements: int
    typical: Sequence[Passage] = ()


def topic_sentences(say: Composer, topics: Sequence[Topic]) -> Iterator[Sentence]:
    """Tell each topic with a quotation of each typical statement; they are not ranked here."""
    for topic in topics:
        about = {"topic": (topic.id, topic.name)}
        yield say.say("TOPIC", {"statements": topic.statements}, about)
        for passage in topic.typical:
            quoted = (passage.comment["id"], passage.start, passage.end, passage.text)
            yield say.say("QUOTE_TOPIC", names=about, quoted=quoted)


async def topics_of(info: Info, cases: Sequence[Case], *, ours: bool) -> list[Topic]:
    """Return the topics of a stage's consultations, each with what is most typical of it.

    Those of few statements are for the department in charge alone, and so is where nobody says a
    word of the name any more.
    """
    client = info.context.clients.insight_topics
    found = await asyncio.gather(*(client.topics(case.id) for case in cases))
    shown = [
        topic
        for answer in found
        for topic in answer["topics"]
        if (ours or topic["statements"] >= MINIMUM) and _name(topic)
    ]
    return list(await asyncio.gather(*(_topic(info, topic) for topic in shown)))


async def _topic(info: Info, topic: TopicAnswer) -> Topic:
    quoted = [await _passage(info, ref) for ref in topic["typical"][:1]]
    passages = [passage for passage in quoted if passage is not None]
    return Topic(topic["id"], _name(topic), topic["statements"], passages)


async def _passage(info: Info, ref: RefAnswer) -> Passage | None:
    """Return the words of a statement as a part of its comment; None where they are masked."""
    loaders = info.context.public_comment
    said = await info.context.topics.said.load(ref["comment_id"])
    words = (
        [one["text"] for one in said["statements"] if one["id"] == ref["statement_id"]]
        if said
        else []
    )
    comment = await loaders.comment.load(ref["comment_id"])
    if not words or comment is None:
        return None
    start, end = 0, len(comment["text"])
    if ref["statement_id"] != ref["comment_id"]:
        point = await loaders.point.load(ref["statement_id"])
        if point is None:
            return None
        start, end = point["start"], point["end"]
    if comment["text"][start:end] != words[0]:
        return None
    return passage_of(comment, start, end)


def _name(topic: TopicAnswer) -> str:
    return topic["name"] or "・".join(topic["words"])
