"""A stage's summary: its sections, each of sentences that can be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gateway.summary.answers import open_questions, progress
from gateway.summary.changes import changes
from gateway.summary.gathering import Facts
from gateway.summary.inputs import inputs, methods
from gateway.summary.topics import Topic, topic_sentences
from shared.cited import Composer, Forms, Sentence

FORMS = Path(__file__).parent / "forms.toml"


@dataclass(frozen=True)
class Section:
    """Sentences about one thing, under a heading."""

    code: str
    heading: str
    sentences: tuple[Sentence, ...]


@lru_cache
def forms() -> Forms:
    """Return the sentences that exist."""
    return Forms.read(FORMS)


def compose(facts: Facts, topics: Sequence[Topic] = ()) -> list[Section]:
    """Make the summary of a stage; a section about which there is nothing is left out."""
    stage, all_forms = facts.stage, forms()
    place = (
        ("policy", stage["policy_id"]),
        ("cycle", str(stage["cycle"])),
        ("stage", stage["stage"]),
    )
    say = Composer(all_forms, place)
    made = {
        "methods": methods(say, facts),
        "inputs": inputs(say, facts),
        "topics": topic_sentences(say, topics),
        "open": open_questions(say, facts),
        "answers": progress(say, facts),
        "changes": changes(say, facts),
    }
    told = [
        Section(code, heading, tuple(made[code])) for code, heading in all_forms.sections.items()
    ]
    return [section for section in told if section.sentences]
