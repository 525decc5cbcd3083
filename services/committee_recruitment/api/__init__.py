"""HTTP in and out. Internal: the gateway speaks to people."""

from fastapi import APIRouter

from services.committee_recruitment.api import applications, committees, recruitments

router = APIRouter()
router.include_router(committees.router)
router.include_router(recruitments.router)
router.include_router(applications.router)
