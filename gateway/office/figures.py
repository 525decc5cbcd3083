"""Figures for the council: what came in, by channel, by clause and by class. For inside use.

Comments and opinions are counted where they are answered; submitters only insight knows, and it
counts them by stage: they are told where this consultation is the only one of its stage.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.clients.base import Refused
from gateway.context import Clients
from gateway.office.gathering import Gathered, Said

NOT_CHOSEN = "（まだ決めていません）"


@dataclass(frozen=True)
class ChannelFigure:
    """A channel; ``submitters`` is None where they are not known."""

    name: str
    submitters: int | None
    comments: int
    opinions: int


@dataclass(frozen=True)
class ClassFigure:
    """A class: responses, and the opinions that they answer."""

    name: str
    responses: int
    opinions: int


@dataclass(frozen=True)
class Figures:
    """All figures; ``submitters`` are fewer than the sum where somebody used two channels."""

    submitters: int | None
    comments: int
    opinions: int
    unanswered: int
    channels: Sequence[ChannelFigure]
    clauses: Sequence[tuple[str, int]]
    classes: Sequence[ClassFigure]


async def figures_of(clients: Clients, gathered: Gathered) -> Figures:
    """Count."""
    stage = await _own_stage(clients, gathered.consultation)
    told: Mapping[str, Mapping[str, int]] = stage["by_channel"] if stage else {}
    by_channel: dict[str, list[Said]] = {}
    for one in gathered.opinions:
        by_channel.setdefault(one.channel, []).append(one)
    channels = [
        ChannelFigure(
            name=some[0].channel_name,
            submitters=told[code]["submitters"] if code in told else None,
            comments=len({one.about["comment_id"] for one in some}),
            opinions=len(some),
        )
        for code, some in by_channel.items()
    ]
    clauses = Counter(gathered.clause(one.about["clause_id"]) for one in gathered.opinions)
    return Figures(
        submitters=stage["submitters"] if stage else None,
        comments=len({one.about["comment_id"] for one in gathered.opinions}),
        opinions=len(gathered.opinions),
        unanswered=sum(one.about["response"] is None for one in gathered.opinions),
        channels=sorted(channels, key=lambda one: -one.opinions),
        clauses=list(clauses.items()),
        classes=_classes(gathered),
    )


def _classes(gathered: Gathered) -> list[ClassFigure]:
    opinions: Counter[str] = Counter()
    responses: dict[str, set[str]] = {}
    for one in gathered.opinions:
        if response := one.about["response"]:
            code = response["content"]["class_code"]
            opinions[code] += 1
            responses.setdefault(code, set()).add(response["id"])
    order = [*(one["code"] for one in gathered.classes), ""]
    return [
        ClassFigure(gathered.class_name(code) or NOT_CHOSEN, len(responses[code]), opinions[code])
        for code in order
        if code in responses
    ]


async def _own_stage(clients: Clients, consultation: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what insight counted for the consultation's stage, if it is the only one there."""
    links = consultation["links"]
    policy = links[0]["policy"] if links else None
    if policy is None:
        return None
    try:
        found = await clients.insight.stage_counts(
            policy["id"], links[0]["cycle"], links[0]["stage"]
        )
    except Refused:
        return None  # no such stage any longer
    ids = [one["consultation_id"] for one in found["consultations"]]
    channels = found["by_channel"]
    if ids != [consultation["id"]]:
        return None
    by_method = found["by_method"].get("PUBLIC_COMMENT", found)
    return {"by_channel": channels, "submitters": by_method["submitters"]}
