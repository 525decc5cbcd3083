"""Rules of counting and of joining, without input or output."""

from services.insight.domain.counting import Counter, Input, InputState, Numbers, Slot, Tally
from services.insight.domain.places import Activity, Consultation, Places, Policy, PolicyStage
from services.insight.domain.reports import (
    ConsultationFigure,
    InputItem,
    Overview,
    StageCounts,
    UnitsOf,
    build_overview,
    build_stage_counts,
    consultation_figures,
)

__all__ = [
    "Activity",
    "Consultation",
    "ConsultationFigure",
    "Counter",
    "Input",
    "InputItem",
    "InputState",
    "Numbers",
    "Overview",
    "Places",
    "Policy",
    "PolicyStage",
    "Slot",
    "StageCounts",
    "Tally",
    "UnitsOf",
    "build_overview",
    "build_stage_counts",
    "consultation_figures",
]
