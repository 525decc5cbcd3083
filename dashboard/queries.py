"""What the pages ask, each time as the reader. A reader's answers are kept for a moment.

However many parts of a page ask the same, the gateway hears it about once a second from each
reader; nobody is shown what another was answered. The last answer to each question is remembered:
it stays on the page, marked, while the gateway is away.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import streamlit as st

from dashboard import reader, words
from dashboard.client import GatewayAway, ask

FIGURES_SHARED_FOR_S = 0.9
NEWEST_SHARED_FOR_S = 0.4
STATUS_SHARED_FOR_S = 4.0
WORDS_SHARED_FOR_S = 0.9
CLAUSES_SHARED_FOR_S = 60.0
REMEMBERED = 300
# A little more than the time between two refreshes of the slowest part of a page.
WORDS_KNOWN_FOR_S = 6.0

Answer = dict[str, Any]
P = ParamSpec("P")
R = TypeVar("R")


class _Memory:
    """The last answer to each question.

    What was masked or withdrawn must not come back when the gateway goes away: words are recalled
    only where they were on a page until then.
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[object, tuple[float, Any]] = OrderedDict()
        self._heard_at = 0.0

    def remember(self, key: object, answer: Any) -> None:
        """Keep an answer that was given just now."""
        self._heard_at = time.monotonic()
        self._answers[key] = self._heard_at, answer
        self._answers.move_to_end(key)
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)

    def recall(self, key: object, *, holds_words: bool) -> Any:
        """Return what was answered last.

        Raises:
            GatewayAway: nothing, or words that nobody asked for while others were answered.
        """
        at, answer = self._answers.get(key, (0.0, None))
        if key not in self._answers or (holds_words and at < self._heard_at - WORDS_KNOWN_FOR_S):
            raise GatewayAway("never answered")
        return answer


_memory = _Memory()
_from_memory: ContextVar[bool] = ContextVar("from_memory", default=False)


@contextmanager
def last_known_answers() -> Iterator[None]:
    """Answer from memory, asking nobody.

    Inside, a question that was never answered raises ``GatewayAway``.
    """
    token = _from_memory.set(True)
    try:
        yield
    finally:
        _from_memory.reset(token)


def _shared(
    for_s: float, *, holds_words: bool = False
) -> Callable[[Callable[Concatenate[str, P], R]], Callable[P, R]]:
    """Share answers for a moment; ``holds_words``: somebody's words are in them."""

    def share(question: Callable[Concatenate[str, P], R]) -> Callable[P, R]:
        shared = st.cache_data(ttl=for_s, max_entries=REMEMBERED, show_spinner=False)(question)

        @wraps(question)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            token = reader.token()
            key = (token, question.__name__, args, tuple(sorted(kwargs.items())))
            if _from_memory.get():
                return cast(R, _memory.recall(key, holds_words=holds_words))
            given = shared(token, *args, **kwargs)
            _memory.remember(key, given)
            return given

        return answer

    return share


@_shared(FIGURES_SHARED_FOR_S)
def overview(token: str) -> Answer:
    """All policies × stages, and what has no place."""
    answer: Answer = ask("Overview", token)["overview"]
    return answer


@_shared(FIGURES_SHARED_FOR_S)
def stage_counts(token: str, policy_id: str, cycle: int, stage: str) -> Answer | None:
    """One stage in depth, or None if there is no such stage."""
    answer: Answer | None = ask("StageCounts", token, policyId=policy_id, cycle=cycle, stage=stage)[
        "stageCounts"
    ]
    return answer


@_shared(WORDS_SHARED_FOR_S, holds_words=True)
def stage_summary(token: str, policy_id: str, cycle: int, stage: str) -> Answer | None:
    """What a stage comes to, in sentences; None if there is no such stage."""
    answer: Answer | None = ask(
        "StageSummary", token, policyId=policy_id, cycle=cycle, stage=stage
    )["stageSummary"]
    return answer


@_shared(CLAUSES_SHARED_FOR_S)
def consultations(token: str) -> dict[str, str]:
    """The titles of all consultations by id, newest first."""
    found: dict[str, str] = {}
    after: str | None = None
    while True:
        connection = ask("Consultations", token, after=after)["consultations"]
        found |= {edge["node"]["id"]: edge["node"]["title"] for edge in connection["edges"]}
        if not connection["pageInfo"]["hasNextPage"]:
            return found
        after = connection["pageInfo"]["endCursor"]


@_shared(WORDS_SHARED_FOR_S, holds_words=True)
def folds(token: str, consultation_id: str, after: str | None = None) -> Answer:
    """A page of a consultation's folds, newest first: ``{"items", "next"}``."""
    connection = ask("Folds", token, consultationId=consultation_id, after=after)["folds"]
    page = connection["pageInfo"]
    return {
        "items": [edge["node"] for edge in connection["edges"]],
        "next": page["endCursor"] if page["hasNextPage"] else None,
    }


@_shared(FIGURES_SHARED_FOR_S)
def workshops(token: str, after: str | None = None) -> Answer:
    """A page of workshops, newest first: ``{"items", "next"}``."""
    connection = ask("Workshops", token, after=after)["workshops"]
    page = connection["pageInfo"]
    return {
        "items": [edge["node"] for edge in connection["edges"]],
        "next": page["endCursor"] if page["hasNextPage"] else None,
    }


@_shared(WORDS_SHARED_FOR_S, holds_words=True)
def workshop(token: str, workshop_id: str) -> Answer | None:
    """A workshop with its numbers; None if there is none with this id."""
    return cast("Answer | None", ask("Workshop", token, id=workshop_id)["workshop"])


@_shared(NEWEST_SHARED_FOR_S, holds_words=True)
def inputs(
    token: str,
    policy_id: str | None = None,
    stage: str | None = None,
    cycle: int | None = None,
    after: str | None = None,
    first: int = 20,
) -> Answer:
    """A page of the newest inputs: ``{"items", "next"}``."""
    connection = ask(
        "Inputs", token, policyId=policy_id, cycle=cycle, stage=stage, after=after, first=first
    )["inputs"]
    page = connection["pageInfo"]
    return {
        "items": [edge["node"] for edge in connection["edges"]],
        "next": page["endCursor"] if page["hasNextPage"] else None,
    }


@_shared(WORDS_SHARED_FOR_S, holds_words=True)
def opinion_topics(token: str, consultation_id: str) -> Answer:
    """The topics of a consultation: ``{"madeAt", "waiting", "topics"}``."""
    answer: Answer = ask("OpinionTopics", token, consultationId=consultation_id)["opinionTopics"]
    return answer


@_shared(WORDS_SHARED_FOR_S, holds_words=True)
def topic_changes(token: str, policy_id: str, cycle: int, stage: str) -> Answer | None:
    """The topics of a stage beside those of the stage before; None where there is none before."""
    found = ask("TopicChanges", token, policyId=policy_id, cycle=cycle, stage=stage)
    answer: Answer | None = found["topicChanges"]
    return answer


@_shared(FIGURES_SHARED_FOR_S)
def topic_drawing(token: str, consultation_id: str) -> Answer:
    """The statements of a consultation as a grid."""
    answer: Answer = ask("TopicDrawing", token, consultationId=consultation_id)["topicDrawing"]
    return answer


@_shared(WORDS_SHARED_FOR_S, holds_words=True)
def rare_views(token: str, consultation_id: str) -> list[Answer]:
    """Statements that few others are like; none before topics are made."""
    answer: list[Answer] | None = ask("RareViews", token, consultationId=consultation_id).get(
        "rareViews"
    )
    return answer or []


@_shared(WORDS_SHARED_FOR_S, holds_words=True)
def opinion_topic(token: str, topic_id: str) -> Answer | None:
    """One topic with its viewpoints; None where it is no more."""
    answer: Answer | None = ask("OpinionTopic", token, id=topic_id)["opinionTopic"]
    return answer


@_shared(WORDS_SHARED_FOR_S, holds_words=True)
def topic_members(
    token: str, topic_id: str, viewpoint_id: str | None = None, after: str | None = None
) -> Answer:
    """A page of the originals of a topic or viewpoint: ``{"items", "next"}``."""
    topic = ask("TopicMembers", token, id=topic_id, viewpointId=viewpoint_id, after=after)
    connection = (topic["opinionTopic"] or {"members": None})["members"]
    if connection is None:
        return {"items": [], "next": None}
    page = connection["pageInfo"]
    return {
        "items": [edge["node"] for edge in connection["edges"]],
        "next": page["endCursor"] if page["hasNextPage"] else None,
    }


@_shared(FIGURES_SHARED_FOR_S)
def answer_progress(token: str, consultation_id: str) -> Answer:
    """How far the city's answers to a consultation's opinions are."""
    answer: Answer = ask("AnswerProgress", token, consultationId=consultation_id)[
        "responseProgress"
    ]
    return answer


@_shared(WORDS_SHARED_FOR_S, holds_words=True)
def trace_of_receipt(token: str, number: str) -> Answer:
    """What became of the comment with a receipt number, or ``problems``."""
    answer: Answer = ask("TraceOfReceipt", token, number=number)["traceOfReceipt"]
    return answer


@_shared(WORDS_SHARED_FOR_S, holds_words=True)
def trace_of_comment(token: str, comment_id: str) -> Answer:
    """What became of a comment, opinion by opinion, or ``problems``."""
    answer: Answer = ask("TraceOfComment", token, id=comment_id)["traceOfComment"]
    return answer


@_shared(WORDS_SHARED_FOR_S, holds_words=True)
def trace_of_clause(
    token: str, revision_id: str, clause_id: str, after: str | None = None
) -> Answer:
    """What led to a clause of a revision, with a page of the opinions behind it."""
    answer: Answer = ask(
        "TraceOfClause", token, revisionId=revision_id, clauseId=clause_id, after=after
    )["traceOfClause"]
    return answer


@_shared(STATUS_SHARED_FOR_S)
def system_status(token: str) -> Answer:
    """How far the figures are behind, and what could not be processed."""
    answer: Answer = ask("SystemStatus", token)["systemStatus"]
    return answer


@_shared(CLAUSES_SHARED_FOR_S)
def clauses(token: str, consultation_id: str) -> dict[str, str]:
    """The names of the clauses that a consultation is about, in the plan's order."""
    consultation = ask("Clauses", token, consultationId=consultation_id)["consultation"]
    if consultation is None:
        return {}
    found = sorted(consultation["revision"]["clauses"], key=lambda clause: clause["position"])
    return {clause["id"]: words.clause(clause) for clause in found}
