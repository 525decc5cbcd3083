"""Topics as sentences: how many statements each has, and the words that are typical of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.summary.gathering import Passage
from shared.cited import Composer, Sentence


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
