"""What the pages ask. Answers are shared by all readers for a moment.

So however many people look, the gateway hears each question about once a second.
"""

from typing import Any

import streamlit as st

from dashboard.client import ask

SHARED_FOR_S = 0.9
STATUS_SHARED_FOR_S = 4.0
CLAUSES_SHARED_FOR_S = 60.0

Answer = dict[str, Any]


@st.cache_data(ttl=SHARED_FOR_S, max_entries=4, show_spinner=False)
def overview() -> Answer:
    """All policies × stages, and what has no place."""
    answer: Answer = ask("Overview")["overview"]
    return answer


@st.cache_data(ttl=SHARED_FOR_S, max_entries=200, show_spinner=False)
def stage_counts(policy_id: str, cycle: int, stage: str) -> Answer | None:
    """One stage in depth, or None if there is no such stage."""
    answer: Answer | None = ask("StageCounts", policyId=policy_id, cycle=cycle, stage=stage)[
        "stageCounts"
    ]
    return answer


@st.cache_data(ttl=SHARED_FOR_S, max_entries=400, show_spinner=False)
def inputs(
    policy_id: str | None = None,
    stage: str | None = None,
    after: str | None = None,
    first: int = 20,
) -> Answer:
    """A page of the newest inputs: ``{"items", "next"}``."""
    connection = ask("Inputs", policyId=policy_id, stage=stage, after=after, first=first)["inputs"]
    page = connection["pageInfo"]
    return {
        "items": [edge["node"] for edge in connection["edges"]],
        "next": page["endCursor"] if page["hasNextPage"] else None,
    }


@st.cache_data(ttl=STATUS_SHARED_FOR_S, max_entries=4, show_spinner=False)
def system_status() -> Answer:
    """How far the figures are behind, and what could not be processed."""
    answer: Answer = ask("SystemStatus")["systemStatus"]
    return answer


@st.cache_data(ttl=CLAUSES_SHARED_FOR_S, max_entries=100, show_spinner=False)
def clauses(consultation_id: str) -> dict[str, str]:
    """The names of the clauses that a consultation is about, in the plan's order."""
    consultation = ask("Clauses", consultationId=consultation_id)["consultation"]
    if consultation is None:
        return {}
    found = sorted(consultation["revision"]["clauses"], key=lambda clause: clause["position"])
    return {clause["id"]: f"{clause['number']} {clause['heading']}".strip() for clause in found}
