"""HTTP in and out of public comment. Internal: callers hold the service token."""

from fastapi import APIRouter

from services.public_comment.api import comments, consultations

router = APIRouter()
router.include_router(consultations.router)
router.include_router(comments.router)
