"""HTTP in and out. Internal: the gateway speaks to people."""

from fastapi import APIRouter

from services.policies.api import comparisons, locations, policies

router = APIRouter()
router.include_router(policies.router)
router.include_router(locations.router)
router.include_router(comparisons.router)
