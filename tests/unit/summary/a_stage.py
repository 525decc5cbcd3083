"""A stage with everything that a summary tells: as documents, and as the services tell of them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from gateway.clients.folding import FoldAnswer
from gateway.clients.insight import StageCountsAnswer
from gateway.clients.public_comment import CommentAnswer
from gateway.insight.small_counts import together
from gateway.summary.gathering import Case, Facts, passage_of
from infra.cli.recount.stage import Documents, StageRecount
from services.insight.domain import Activity, Numbers, Places, Policy, PolicyStage, Tally
from services.insight.domain import Consultation as KnownConsultation
from services.insight.domain.counting import Counter
from services.insight.domain.reports import build_stage_counts
from shared.cited import Forms
from shared.events.common import Channel, Method, Stage, StageRef, StageState, SubmitterKind
from shared.events.public_comment import (
    CommentAccepted,
    CommentPointsSet,
    CommentWithdrawn,
    PointRef,
)

FORMS = Forms.read(Path("gateway/summary/forms.toml"))
TODAY = "2026-07-10"
TITLE = "計画（素案）への意見募集 {0}"
LONG = "歩道が狭いです。" * 40
Row = dict[str, Any]


def row(id_: str, submitter: str, day: str, **more: Any) -> Row:
    """What a comment counts as."""
    return {
        **{"id": id_, "channel": "WEB", "received_on": day, "submitter_id": submitter},
        **{"submitter_kind": "PERSON", "state": "accepted", "late": False, "clause_id": None},
        **{"version": 1, "split_version": None, "points": [], "area": None},
        "accepted_at": f"{day}T0{int(id_[1:]) % 10}:00:00+00:00",
        **more,
    }


COMMENTS = [
    row("m1", "A", "2026-06-02", clause_id="k1"),
    row(
        "m2",
        "A",
        "2026-06-03",
        channel="FAX",
        points=[{"id": "p1", "start": 0, "end": 6}, {"id": "p2", "start": 6, "end": 12}],
        split_version=1,
    ),
    row("m3", "B", "2026-06-03", submitter_kind="GROUP", clause_id="k2"),
    row("m4", "C", "2026-06-11"),
    row("m5", "D", "2026-06-12", state="withdrawn"),
    *(row(f"m{n}", f"E{n}", "2026-06-15", channel="POST") for n in range(6, 13)),
]
BEFORE = [row("m20", "A", "2025-06-01", clause_id="k2"), row("m21", "B", "2025-06-01")]
TEXTS = {"m1": LONG, "m2": "道が暗いです橋も危ない。", "m4": "灯りを「増やす」{n}べき。"}
RESPONSES: list[Row] = [
    {
        **{"id": "r1", "live": True, "state": "DRAFT", "due_on": "2026-07-01"},
        "subject_keys": ["POINT:p1", "COMMENT:m3"],
        "inquiries": [
            {"state": "OPEN", "due_on": "2026-07-09"},
            {"state": "ANSWERED", "due_on": "2026-06-09"},
        ],
    },
    {
        **{"id": "r2", "live": True, "state": "PUBLISHED", "due_on": "2026-06-01"},
        **{"subject_keys": ["COMMENT:m6"], "inquiries": []},
    },
]
MEMBERS = [
    *({"id": f"m{n}", "fold_id": "f1", "wording": "w1"} for n in range(6, 12)),
    {"id": "m4", "fold_id": "f1", "wording": "w2"},
    *({"id": f"m{n}", "fold_id": f"s{n}", "wording": f"w{n}"} for n in (1, 2, 3)),
]
TEXTS |= {f"m{n}": "同じ文面です。" for n in range(6, 13)}
POLICY: Row = {
    "id": "policy",
    "stages": [
        {
            **{"cycle": 1, "stage": "IMPROVEMENT", "state": "CLOSED"},
            "planned_methods": ["PUBLIC_COMMENT", "HEARING", "BRIEFING"],
        },
        {
            **{"cycle": 2, "stage": "PLANNING", "state": "OPEN"},
            "planned_methods": ["PUBLIC_COMMENT", "SURVEY", "WORKSHOP"],
        },
    ],
    "activities": [
        {
            **{"cycle": 2, "stage": "PLANNING", "method": "WORKSHOP", "held_on": "2026-05-20"},
            **{"participants": 30, "submitters": None, "comments": None, "points": 44},
        },
        {
            **{"cycle": 2, "stage": "PLANNING", "method": "HEARING", "held_on": "2026-05-21"},
            **{"participants": 6, "submitters": 3, "comments": 4, "points": 5},
        },
        {
            **{"cycle": 1, "stage": "IMPROVEMENT", "method": "BRIEFING", "held_on": "2025-05-21"},
            **{"participants": 12, "submitters": None, "comments": None, "points": None},
        },
    ],
}


def _consultation(id_: str, cycle: int, stage: str) -> Row:
    link = {"policy_id": "policy", "cycle": cycle, "stage": stage}
    return {"id": id_, "title": TITLE.format(id_), "links": [link]}


CONSULTATIONS = [_consultation("c1", 2, "PLANNING"), _consultation("c0", 1, "IMPROVEMENT")]


def originals() -> StageRecount:
    """The documents, and what follows from them."""
    documents = Documents(
        policy=POLICY,
        consultations=CONSULTATIONS,
        comments={"c1": COMMENTS, "c0": BEFORE},
        responses={"c1": RESPONSES, "c0": []},
        members={"c1": MEMBERS, "c0": []},
        texts=TEXTS,
    )
    return StageRecount(documents, FORMS, TODAY)


def facts(*, in_charge: bool = True) -> Facts:
    """What the services tell: counted event by event, as insight does."""
    oldest = _comment("m1")
    fold: FoldAnswer = {
        **{"id": "f1", "case_id": "c1", "size": 7, "wordings": 2, "same": 6},  # type: ignore[typeddict-item]
        "comment_id": "m6",
    }
    case = Case(
        id="c1",
        title=TITLE.format("c1"),
        progress={
            **{"states": {"DRAFT": 1, "PUBLISHED": 1}, "unanswered": 9, "answered": 3},  # type: ignore[typeddict-item]
            "outdated": 0,
        },
        inquiries_overdue=1,
        overdue={"count": 1, "first": "2026-07-01"},
        unanswered=passage_of(oldest, 0, len(oldest["text"])),
        oldest=True,
        folds_count=1,
        folds=[(fold, passage_of(_comment("m6"), 0, 7))],
    )
    stage, before = _counts(2, "PLANNING"), _counts(1, "IMPROVEMENT")
    if not in_charge:
        stage["by_channel"] = together(stage["by_channel"])
        stage["by_submitter_kind"] = together(stage["by_submitter_kind"])
    return Facts(stage, in_charge, [case], before)


def _comment(id_: str) -> CommentAnswer:
    (found,) = (one for one in COMMENTS if one["id"] == id_)
    return cast(CommentAnswer, {**found, "text": TEXTS[id_]})


def _counts(cycle: int, stage: str) -> StageCountsAnswer:
    policy = Policy(
        "policy",
        "計画",
        "環境",
        tuple(
            PolicyStage(
                one["cycle"],
                Stage(one["stage"]),
                StageState(one["state"]),
                planned_methods=tuple(map(Method, one["planned_methods"])),
            )
            for one in POLICY["stages"]
        ),
    )
    known = [
        KnownConsultation(
            one["id"], one["title"], tuple(map(StageRef.model_validate, one["links"]))
        )
        for one in CONSULTATIONS
    ]
    held = [
        Activity(
            f"a{n}",
            StageRef(policy_id="policy", cycle=one["cycle"], stage=one["stage"]),
            Method(one["method"]),
            "",
            one["held_on"],
            *(one[name] for name in ("participants", "submitters", "comments", "points")),
        )
        for n, one in enumerate(POLICY["activities"])
    ]
    at = next(one for one in policy.stages if (one.cycle, one.stage) == (cycle, stage))
    figures = {"c1": _figures("c1", COMMENTS), "c0": _figures("c0", BEFORE)}
    report = build_stage_counts(
        policy, at, Places.join([policy], known), held, figures, datetime(2026, 7, 10, tzinfo=UTC)
    )
    return cast(StageCountsAnswer, report.model_dump(mode="json"))


def _figures(case: str, rows: list[Row]) -> dict[Counter, Numbers]:
    counting = Tally({}, {})
    for one in rows:
        counting.accept(
            CommentAccepted(
                comment_id=one["id"],
                consultation_id=case,
                clause_id=one["clause_id"],
                channel=Channel(one["channel"]),
                submitter_id=one["submitter_id"],
                submitter_kind=SubmitterKind(one["submitter_kind"]),
                points=1,
                received_on=date.fromisoformat(one["received_on"]),
                accepted_at=datetime.fromisoformat(one["accepted_at"]),
                late=False,
                commitment="0" * 64,
            )
        )
        about = {"comment_id": one["id"], "consultation_id": case}
        if one["points"]:
            refs = tuple(
                PointRef(point_id=p["id"], clause_id=None, topic_id=None) for p in one["points"]
            )
            counting.split(CommentPointsSet(**about, number=1, of_version=1, points=refs))
        if one["state"] == "withdrawn":
            counting.withdraw(CommentWithdrawn(**about, reason=None))
    return dict(counting.increments)
