"""Every page that can be opened, each fed by a GraphQL operation of its own."""

from fastapi import APIRouter

from gateway.web.pages import (
    about,
    administration,
    answers,
    comments,
    consultations,
    files,
    folds,
    news,
    paper,
    points,
    procedure,
    receipts,
    records,
    sign_in,
    staff,
)

router = APIRouter(include_in_schema=False)
for page in (
    consultations,
    comments,
    receipts,
    about,
    news,
    files,
    sign_in,
    staff,
    procedure,
    paper,
    answers,
    points,
    folds,
    administration,
    records,
):
    router.include_router(page.router)
router.include_router(about.lost_router)
