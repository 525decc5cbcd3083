"""The gateway's GraphQL, as the command line uses it."""

from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

from infra.cli.errors import NotPermitted, Refused
from infra.cli.patience import Transient

_IMPORT = """
mutation ImportComments($input: ImportCommentsInput!) {
  importComments(input: $input) {
    __typename
    ... on ImportedComments {
      rows {
        rowId
        receipt { receiptNumber confirmationNumber acceptedAt repeated late }
        problem { code field message messageEn }
      }
    }
    ... on Problems { problems { code field message messageEn } }
  }
}
"""
_SUMMARY = """
query StageSummary($policyId: ID!, $cycle: Int!, $stage: Stage!, $forOthers: Boolean!) {
  stageSummary(policyId: $policyId, cycle: $cycle, stage: $stage, forOthers: $forOthers) {
    sections {
      code
      sentences {
        code text
        figures { name kind value counts where { name value } }
        names { name kind id text }
        quotation { id start end text chosen where { name value } }
      }
    }
  }
}
"""
_NOT_NOW = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not done, as the gateway words it."""

    code: str
    message: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the submitter must be given; ``repeated`` tells that it was accepted before."""

    receipt_number: str
    confirmation_number: str
    accepted_at: str
    repeated: bool
    late: bool


@dataclass(frozen=True, slots=True)
class RowResult:
    """A row's receipt, or why it was not accepted."""

    row_id: str
    receipt: Receipt | None
    problem: Problem | None


class Gateway:
    """One connection to the gateway, with a person's API token or as a stranger (``""``).

    Use it in ``async with``.
    """

    def __init__(self, url: str, token: str) -> None:
        self._url = url.rstrip("/") + "/graphql"
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            headers=self._headers, timeout=aiohttp.ClientTimeout(total=60, connect=5)
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def import_comments(
        self, consultation_id: str, items: list[dict[str, str | bool]]
    ) -> list[RowResult]:
        """Send one batch (≤ 200 rows). Sending it again gives the same receipts.

        Raises:
            Transient: it may be sent again.
            NotPermitted: the token is not valid.
            Refused: the whole batch was refused, such as for an unknown consultation.
        """
        data = await self._execute(
            _IMPORT, {"input": {"consultationId": consultation_id, "rows": items}}
        )
        answer = data["importComments"]
        if answer["__typename"] == "Problems":
            raise _refusal([_problem(each) for each in answer["problems"]])
        return [_row_result(each) for each in answer["rows"]]

    async def read(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Run a query and return its data, which is whole: a part that fails fails all.

        Raises:
            Transient, NotPermitted, Refused: as ``import_comments``.
        """
        return await self._execute(query, variables)

    async def stage_summary(
        self, policy_id: str, cycle: int, stage: str, *, for_others: bool
    ) -> list[dict[str, Any]] | None:
        """Return the sections of a stage's summary; None where there is no such stage.

        ``for_others``: as those see it who are not in charge, as in the documents.

        Raises:
            Transient, NotPermitted, Refused: as ``import_comments``.
        """
        about = {"policyId": policy_id, "cycle": cycle, "stage": stage}
        place = {**about, "forOthers": for_others}
        found = (await self._execute(_SUMMARY, place))["stageSummary"]
        return found["sections"] if found else None

    async def _execute(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        # UTF-8 as it is: escaped, Japanese would take twice the room in the body.
        body = orjson.dumps({"query": query, "variables": variables})
        try:
            async with self._session.post(self._url, data=body) as response:
                if response.status in _NOT_NOW:
                    raise Transient(f"HTTP {response.status}")
                if response.status in (401, 403):
                    raise _not_permitted()
                answer = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Transient(f"{type(error).__name__}: {error}".rstrip(": ")) from error
        return _data(answer)


def _data(answer: Any) -> dict[str, Any]:
    errors = answer.get("errors") if isinstance(answer, dict) else None
    if not errors and isinstance(answer, dict) and answer.get("data"):
        return dict(answer["data"])
    code, trace, message = _first_error(errors)
    if code in ("NOT_SIGNED_IN", "FORBIDDEN", "NOT_IN_CHARGE"):
        raise _not_permitted()
    if code in ("UNAVAILABLE", "INTERNAL"):
        raise Transient(f"{code} {trace}".strip())
    raise Refused(
        f"ゲートウェイが受け付けませんでした: {code} {message} {trace}".rstrip(),
        f"The gateway refused: {code} {message} {trace}".rstrip(),
    )


def _first_error(errors: Any) -> tuple[str, str, str]:
    first = errors[0] if isinstance(errors, list) and errors else {}
    extensions = first.get("extensions") or {}
    code = str(extensions.get("code") or first.get("code") or "INVALID_ANSWER")
    trace = extensions.get("traceId") or extensions.get("trace_id") or ""
    return code, f"trace {trace}" if trace else "", str(first.get("message", ""))


def _problem(raw: dict[str, Any]) -> Problem:
    return Problem(raw["code"], raw["message"], raw["messageEn"])


def _row_result(raw: dict[str, Any]) -> RowResult:
    receipt, problem = raw.get("receipt"), raw.get("problem")
    return RowResult(
        raw["rowId"],
        receipt
        and Receipt(
            receipt["receiptNumber"],
            receipt["confirmationNumber"],
            receipt["acceptedAt"],
            receipt["repeated"],
            receipt["late"],
        ),
        problem and _problem(problem),
    )


def _refusal(problems: list[Problem]) -> Exception:
    if any(problem.code == "UNAVAILABLE" for problem in problems):
        return Transient("UNAVAILABLE")
    if any(problem.code in ("NOT_SIGNED_IN", "FORBIDDEN") for problem in problems):
        return _not_permitted()
    return Refused(
        " ".join(problem.message for problem in problems),
        " ".join(problem.message_en for problem in problems),
    )


def _not_permitted() -> NotPermitted:
    return NotPermitted(
        "このAPIトークンでは取り込めません。KYODO_TOKEN が期限内で、担当課の職員のものか"
        "確かめてください。",
        "This API token does not do. Is KYODO_TOKEN still valid, and of the department in charge?",
    )
