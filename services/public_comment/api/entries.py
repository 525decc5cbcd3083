"""Entered comments and the scans of their papers, for the staff of the department in charge."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from services.public_comment.api.common import Reads, UseCases
from services.public_comment.domain.agreement import agreed
from services.public_comment.domain.entry import entry_of
from services.public_comment.handlers.personal_data import Purpose
from shared.files import download_headers
from shared.json_routes import In, answer
from shared.mongo import Document
from shared.receipt_numbers import in_groups

router = APIRouter()


class _In(In):
    sequence: int


class MendingIn(_In):
    """The words as they stand on the paper, and why they have to be put right."""

    text: str
    clause_id: str | None = None
    reason: str = Field(default="", max_length=4_000)


class CheckIn(_In):
    """It was compared with its paper."""


class AgreementIn(_In):
    """Whether the paper says that the text may be published as it is."""

    agrees: bool


class TwinIn(_In):
    """The receipt number of the entry that counts, and why this one does not."""

    original: str = Field(max_length=100)
    reason: str = Field(default="", max_length=4_000)


@router.get("/entries")
async def list_entries(
    use: UseCases,
    store: Reads,
    consultation_id: str,
    unchecked: bool = False,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Response:
    """A page of what staff entered, newest first."""
    await use.entries.require_in_charge(consultation_id)
    page = await store.list_entries(consultation_id, after, limit, unchecked=unchecked)
    return answer({"items": [_entry(row) for row in page.items], "next": page.next})


@router.get("/entries/{id_}")
async def one_entry(id_: str, use: UseCases) -> Response:
    """One entered comment with its versions."""
    return answer(_entry(await use.entries.in_charge_of(id_)))


@router.post("/entries/{id_}/correct")
async def correct_entry(id_: str, body: MendingIn, use: UseCases) -> Response:
    """Put right what was typed wrongly."""
    given = (body.text, body.clause_id, body.reason, body.sequence)
    return answer(_entry(await use.entries.correct(id_, *given)))


@router.post("/entries/{id_}/check")
async def check_entry(id_: str, body: CheckIn, use: UseCases) -> Response:
    """Note that it was compared with its paper."""
    return answer(_entry(await use.entries.check(id_, body.sequence)))


@router.post("/entries/{id_}/duplicate")
async def mark_duplicate(id_: str, body: TwinIn, use: UseCases) -> Response:
    """Say that this paper was entered twice."""
    given = (body.original, body.reason, body.sequence)
    return answer(_entry(await use.entries.mark_duplicate(id_, *given)))


@router.post("/entries/{id_}/agreement")
async def put_agreement_right(id_: str, body: AgreementIn, use: UseCases) -> Response:
    """Put right what was entered of the agreement to publication."""
    said = await use.agreements.put_right(id_, agrees=body.agrees, sequence=body.sequence)
    return answer(_entry(said))


@router.post("/entries/{id_}/scans/file")
async def attach_scan(id_: str, request: Request, use: UseCases) -> Response:
    """Take a scan: the body is the file itself."""
    return answer(_entry(await use.scans.attach(id_, await request.body())), 201)


@router.post("/entries/{id_}/scans/{scan_id}/open")
async def open_scan(id_: str, scan_id: str, purpose: Purpose, use: UseCases) -> Response:
    """Hand a scan out. A POST: each time is recorded."""
    about, content = await use.scans.read(id_, scan_id, purpose)
    return Response(content, headers=download_headers(about))


def _entry(row: Document) -> dict[str, Any]:
    entry = entry_of(row)
    names = ("consultation_id", "channel", "submitter_kind", "received_on", "postmarked_on", "late")
    last = row["versions"][-1]
    mark = row.get("duplicate")
    return {
        **{"id": row["_id"], "sequence": row["sequence"], "state": row["state"]},
        "receipt_number": in_groups(row["receipt_number"]),
        "accepted_at": row["accepted_at"],
        **{"text": last["text"], "clause_id": last["clause_id"]},
        "agrees_to_publish": agreed(row),
        **{name: row[name] for name in (*names, "by_staff")},
        "entered_by": entry["by"],
        **{name: entry[name] for name in ("via", "dictated", "consent_note", "checked", "scans")},
        "duplicate": mark and {name: mark[name] for name in ("receipt_number", "reason", "by")},
        "versions": [
            {
                **{name: one[name] for name in ("version", "text", "at")},
                **{name: one.get(name) for name in ("by", "reason")},
            }
            for one in row["versions"]
        ],
    }
