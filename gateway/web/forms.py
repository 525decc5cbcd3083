"""What a citizen typed, and what was wrong with it, on its way back to the same form."""

import re
import uuid
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from gateway.messages import MESSAGES, message
from gateway.web.i18n import EASY_JAPANESE, ENGLISH, translate
from gateway.web.rendering import language
from shared.errors import BodyTooLarge, InvalidInput

# Shown with the status a program would understand; the browser shows the page all the same.
STATUS_BY_CODE = {
    "CONSULTATION_NOT_FOUND": 404,
    "RECEIPT_NOT_FOUND": 404,
    "CLAUSE_NOT_FOUND": 404,
    "DATASET_NOT_FOUND": 404,
    "VERSION_NOT_FOUND": 404,
    "VERSION_RETIRED": 410,
    "NOT_SIGNED_IN": 401,
    "FORBIDDEN": 403,
    "NOT_IN_CHARGE": 403,
    "FORM_NOT_OURS": 403,
    "CONSULTATION_CLOSED": 409,
    "CONSULTATION_NOT_OPEN_YET": 409,
    "IDEMPOTENCY_KEY_REUSED": 409,
    "ALREADY_WITHDRAWN": 409,
    "STALE_AGGREGATE": 409,
    "TOO_MANY_TRIES": 429,
    "UNAVAILABLE": 503,
    "BODY_TOO_LARGE": 413,
    "INTERNAL": 500,
}

# Four times what a service takes: a text that is too long comes back to its writer instead of
# being cut off here.
LARGEST_FORM_BYTES = 1_048_576
MOST_FIELDS = 40


class FormMalformed(InvalidInput):
    """The body is no form, or one with files or far too many fields."""


@dataclass(frozen=True)
class FormProblem:
    """One thing to put right: ``field`` is the id of the form's field, or empty."""

    code: str
    field: str
    message: str


async def fields(request: Request, *names: str) -> dict[str, str]:
    """Return the form's text fields; a missing one is empty, every line end is LF.

    Raises:
        BodyTooLarge: over ``LARGEST_FORM_BYTES``. FormMalformed: not such a form.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = _limited(request)
    try:
        if kind == "multipart/form-data":
            form = await MultiPartParser(
                request.headers, body, max_files=0, max_fields=MOST_FIELDS
            ).parse()
        elif kind == "application/x-www-form-urlencoded":
            form = await FormParser(request.headers, body).parse()
        else:
            raise FormMalformed
    except MultiPartException as error:
        raise FormMalformed from error
    return {name: text_of(form.get(name)) for name in names}


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_FORM_BYTES:
            raise BodyTooLarge(max_bytes=LARGEST_FORM_BYTES)
        yield chunk


def problems_of(
    request: Request, result: Mapping[str, Any], form_fields: Iterable[str] = ()
) -> list[FormProblem]:
    """Return what is wrong in the page's language, tied to the fields of a form; [] if nothing."""
    if result["__typename"] != "Problems":
        return []
    return [_problem(request, problem, set(form_fields)) for problem in result["problems"]]


def problem_of(request: Request, code: str, field: str, **params: Any) -> FormProblem:
    """Return a problem that the page itself found."""
    return FormProblem(code, field, message(code, params, language(request)))


def status_of(problems: list[FormProblem]) -> int:
    """Return the HTTP status that fits the first problem."""
    return STATUS_BY_CODE.get(problems[0].code, 422) if problems else 200


def whole_number(text: str) -> int:
    """Read a hidden field that holds a number; 0, which fits nothing, when it holds none."""
    return int(text) if text.isascii() and text.isdecimal() else 0


def stage_links(chosen: str) -> list[dict[str, Any]]:
    """Read the choice of a policy's stage, ``policy|cycle|stage``; nothing chosen: no link."""
    policy, cycle, stage = (*chosen.split("|"), "", "")[:3]
    return [{"policyId": policy, "cycle": whole_number(cycle), "stage": stage}] if stage else []


def new_key() -> str:
    """Return a key for one submission: 122 random bits, so that nobody can ask with another's."""
    return str(uuid.uuid4())


def _problem(request: Request, problem: Mapping[str, Any], form_fields: set[str]) -> FormProblem:
    named = problem.get("field") or ""
    name = named if named in form_fields else _snake(named)
    return FormProblem(
        code=problem["code"],
        field=name if name in form_fields else "",
        message=_message(problem, language(request)),
    )


def _message(problem: Mapping[str, Any], lang: str) -> str:
    if lang == ENGLISH:
        return str(problem["messageEn"])
    if lang == EASY_JAPANESE:
        return _easy(problem["code"], problem["message"])
    return str(problem["message"])


def _easy(code: str, told: str) -> str:
    """Say a message in やさしい日本語: the schema's, filled in, are Japanese and English only."""
    msgid = MESSAGES.get(code, told)
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(msgid))
    found = re.fullmatch(pattern, told)
    return translate(EASY_JAPANESE, msgid, **found.groupdict()) if found else told


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def text_of(value: Any) -> str:
    """Return a field's text, every line end LF; empty where there is none."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else ""
