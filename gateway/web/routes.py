"""Every page a citizen can open, each fed by a GraphQL operation of its own."""

from fastapi import APIRouter

from gateway.web.pages import about, comments, consultations, files, receipts

router = APIRouter(include_in_schema=False)
for page in (consultations, comments, receipts, about, files):
    router.include_router(page.router)
router.include_router(about.lost_router)
