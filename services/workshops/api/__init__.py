"""HTTP in and out. Internal: the gateway speaks to people."""

from fastapi import APIRouter

from services.workshops.api import floor, notes, participants, photographs, statements, workshops

router = APIRouter()
router.include_router(workshops.router)
router.include_router(participants.router)
router.include_router(floor.router)
router.include_router(notes.router)
router.include_router(photographs.router)
router.include_router(statements.router)
