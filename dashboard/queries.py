"""What the pages ask, each time as the reader. A reader's answers are kept for a moment.

However many parts of a page ask the same, the gateway hears it about once a second from each
reader; nobody is shown what another was answered. The last answer to each question is remembered:
it stays on the page, marked, while the gateway is away.
"""

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
SUMMARY_SHARED_FOR_S = 4.0
CLAUSES_SHARED_FOR_S = 60.0
REMEMBERED = 300

Answer = dict[str, Any]
P = ParamSpec("P")
R = TypeVar("R")

_memory: OrderedDict[object, Any] = OrderedDict()
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


def _shared(for_s: float) -> Callable[[Callable[Concatenate[str, P], R]], Callable[P, R]]:
    def share(question: Callable[Concatenate[str, P], R]) -> Callable[P, R]:
        shared = st.cache_data(ttl=for_s, max_entries=REMEMBERED, show_spinner=False)(question)

        @wraps(question)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            token = reader.token()
            key = (token, question.__name__, args, tuple(sorted(kwargs.items())))
            if not _from_memory.get():
                _memory[key] = shared(token, *args, **kwargs)
                _memory.move_to_end(key)
                while len(_memory) > REMEMBERED:
                    _memory.popitem(last=False)
            elif key not in _memory:
                raise GatewayAway("never answered")
            return cast(R, _memory[key])

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


@_shared(SUMMARY_SHARED_FOR_S)
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


@_shared(FIGURES_SHARED_FOR_S)
def folds(token: str, consultation_id: str, after: str | None = None) -> Answer:
    """A page of a consultation's folds, newest first: ``{"items", "next"}``."""
    connection = ask("Folds", token, consultationId=consultation_id, after=after)["folds"]
    page = connection["pageInfo"]
    return {
        "items": [edge["node"] for edge in connection["edges"]],
        "next": page["endCursor"] if page["hasNextPage"] else None,
    }


@_shared(NEWEST_SHARED_FOR_S)
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


@_shared(FIGURES_SHARED_FOR_S)
def answer_progress(token: str, consultation_id: str) -> Answer:
    """How far the city's answers to a consultation's opinions are."""
    answer: Answer = ask("AnswerProgress", token, consultationId=consultation_id)[
        "responseProgress"
    ]
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
