"""Choosing members by lot (抽選): equal chances as far as quotas allow, and provable to anybody.

In the order of a draw: ``check`` whether the quotas can be met; ``fair_chances`` finds the leximin
lottery and ``tickets_for`` makes it a list of panels; ``publication`` is published before the seed
is known, ``with_seed`` after. Anybody runs ``recompute``, an auditor who has the pool ``audit``.
``check``, ``fair_chances``, ``certificate_gap``, ``tickets_for`` and ``audit`` keep a core busy
for seconds: run them in a worker process. All else is quick. Nothing here depends on chance, the
process or the order in which things are given.
"""

from services.committee_recruitment.domain.draw.documents import (
    Audited,
    DocumentMalformed,
    DoesNotAgree,
    Recomputed,
    audit,
    pool_from_json,
    pool_to_json,
    proves,
    publication,
    recompute,
    with_seed,
)
from services.committee_recruitment.domain.draw.drawing import Drawn, NotOnThePanel, draw, reserves
from services.committee_recruitment.domain.draw.leximin import (
    CertificateDoesNotHold,
    Gap,
    Leximin,
    QuotasCannotBeMet,
    certificate_gap,
    fair_chances,
)
from services.committee_recruitment.domain.draw.panels import Tickets, tickets_for
from services.committee_recruitment.domain.draw.pool import (
    DrawImpossible,
    Entry,
    NoSeats,
    Panel,
    Pool,
    PoolTooSmall,
    PseudonymTwice,
    Quota,
    QuotaReversed,
)
from services.committee_recruitment.domain.draw.quotas import Reason, Verdict, Why, check
from services.committee_recruitment.domain.draw.seed import SeedMissing, normalised
from services.committee_recruitment.domain.draw.solver import SolverFailed

__all__ = [
    "Audited",
    "CertificateDoesNotHold",
    "DocumentMalformed",
    "DoesNotAgree",
    "DrawImpossible",
    "Drawn",
    "Entry",
    "Gap",
    "Leximin",
    "NoSeats",
    "NotOnThePanel",
    "Panel",
    "Pool",
    "PoolTooSmall",
    "PseudonymTwice",
    "Quota",
    "QuotaReversed",
    "QuotasCannotBeMet",
    "Reason",
    "Recomputed",
    "SeedMissing",
    "SolverFailed",
    "Tickets",
    "Verdict",
    "Why",
    "audit",
    "certificate_gap",
    "check",
    "draw",
    "fair_chances",
    "normalised",
    "pool_from_json",
    "pool_to_json",
    "proves",
    "publication",
    "recompute",
    "reserves",
    "tickets_for",
    "with_seed",
]
