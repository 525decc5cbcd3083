"""Which policy and stage the address names: ``policy?policy=…&cycle=1&stage=PLANNING``."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import words

Row = Mapping[str, Any]


def choose_policy(policies: Sequence[Row]) -> Row | None:
    """Let the reader choose a policy; the address follows, so it can be shared."""
    titles = {row["policyId"]: row["title"] for row in policies}
    named = st.query_params.get("policy")
    chosen = st.selectbox(
        "政策・計画",
        list(titles),
        index=list(titles).index(named) if named in titles else None,
        format_func=lambda policy_id: titles.get(policy_id, policy_id),
        placeholder="政策・計画を選んでください",
        key=f"policy_of_{named}",
    )
    if chosen != named:
        _go(policy=chosen)
    return next((row for row in policies if row["policyId"] == chosen), None)


def choose_stage(policy: Row) -> Row | None:
    """Let the reader choose one of the policy's stages, or all of them."""
    stages = {_key(stage): stage for stage in policy["stages"]}
    named = f"{st.query_params.get('cycle')}-{st.query_params.get('stage')}"
    several = len({stage["cycle"] for stage in policy["stages"]}) > 1
    chosen = st.segmented_control(
        "段階（選び直すと、段階を合わせた全体に戻ります）",
        list(stages),
        default=named if named in stages else None,
        format_func=lambda key: _name(stages[key], several),
        key=f"stage_of_{policy['policyId']}_{named}",
    )
    if chosen != (named if named in stages else None):
        stage = stages[chosen] if chosen else None
        _go(
            policy=policy["policyId"],
            cycle=str(stage["cycle"]) if stage else None,
            stage=stage["stage"] if stage else None,
        )
    return stages[chosen] if chosen else None


def choose_consultation(consultations: Mapping[str, str]) -> str | None:
    """Let the reader choose a consultation (titles by id); the address follows."""
    named = st.query_params.get("consultation")
    ids = list(consultations)
    chosen = st.selectbox(
        "意見募集",
        ids,
        index=ids.index(named) if named and named in ids else None,
        format_func=lambda id_: consultations.get(id_, id_),
        placeholder="意見募集を選んでください",
        key=f"consultation_of_{named}",
    )
    if chosen != named and (chosen or named in consultations):
        _go(consultation=chosen)
    return chosen


def query(**parts: str | None) -> str:
    """The part of an address after ``?``."""
    return urlencode({name: part for name, part in parts.items() if part})


def _go(**parts: str | None) -> None:
    st.query_params.from_dict({name: part for name, part in parts.items() if part})
    st.rerun()


def _key(stage: Row) -> str:
    return f"{stage['cycle']}-{stage['stage']}"


def _name(stage: Row, several_cycles: bool) -> str:
    name = words.STAGES[stage["stage"]]
    return f"{words.cycle(stage['cycle'])} {name}" if several_cycles else name
