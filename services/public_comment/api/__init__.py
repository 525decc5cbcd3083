"""HTTP in and out of public comment. Internal: callers hold the service token."""

from fastapi import APIRouter

from services.public_comment.api import (
    comments,
    consultations,
    entries,
    imports,
    recount,
    statements,
)

router = APIRouter()
for part in (consultations, comments, entries, imports, statements, recount):
    router.include_router(part.router)
