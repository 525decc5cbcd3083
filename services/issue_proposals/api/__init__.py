"""HTTP in and out. Internal: the gateway speaks to people."""

from fastapi import APIRouter

from services.issue_proposals.api import following, issues, offers, photographs, projects, talk

router = APIRouter()
router.include_router(following.router)
router.include_router(issues.router)
router.include_router(photographs.router)
router.include_router(offers.router)
router.include_router(talk.router)
router.include_router(projects.router)
