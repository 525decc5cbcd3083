"""Use cases of policies: the only place where their state changes and events are decided."""

from services.policies.handlers.anchors import Anchors
from services.policies.handlers.comparisons import Comparisons
from services.policies.handlers.locations import Locations
from services.policies.handlers.policies import Policies

__all__ = ["Anchors", "Comparisons", "Locations", "Policies"]
