"""Every page that can be opened, each fed by a GraphQL operation of its own."""

from fastapi import APIRouter

from gateway.web.pages import (
    about,
    administration,
    anchors,
    answer_files,
    answers,
    changes,
    comment_search,
    comments,
    consultations,
    details,
    entries,
    exemptions,
    files,
    folds,
    imports,
    masks,
    news,
    opinions,
    outcome,
    paper,
    points,
    printed,
    procedure,
    receipts,
    records,
    results,
    sign_in,
    staff,
    summary_files,
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
    # Before the others below /staff/consultations/…, which take any last part.
    details,
    procedure,
    exemptions,
    printed,
    results,
    outcome,
    changes,
    opinions,
    paper,
    comment_search,
    imports,
    entries,
    # Before the answers, whose addresses take any last part.
    answer_files,
    answers,
    points,
    masks,
    folds,
    anchors,
    administration,
    records,
    summary_files,
):
    router.include_router(page.router)
router.include_router(about.lost_router)
