"""What the services keep, read row by row: ids and kinds, texts only by id and never printed."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from infra.cli.config import CliSettings, need_service_key
from infra.cli.patience import patiently
from infra.cli.screen import note
from infra.cli.services import ServiceHttp
from shared.clock import JST

SERVICES = (
    *("policies", "public_comment", "insight", "responses"),
    *("folding", "comment_search", "insight_topics", "workshops", "issue_proposals"),
)
STATES = ("accepted", "corrected", "withdrawn", "duplicate")
IDS_AT_ONCE = 50
_GIVE_UP_AFTER_S = 120.0

Row = dict[str, Any]


class Services:
    """The services' own addresses, as the operator; use it in ``async with``."""

    def __init__(self, settings: CliSettings) -> None:
        self._settings = settings
        self._key = need_service_key(settings)
        self._stack = AsyncExitStack()
        self._open: dict[str, ServiceHttp] = {}

    async def __aenter__(self) -> Self:
        for name in SERVICES:
            http = ServiceHttp(self._settings.service_url(name), name, self._key)
            self._open[name] = await self._stack.enter_async_context(http)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def get(self, service: str, path: str, **query: str) -> dict[str, Any]:
        """Ask once; a service that is away is waited for.

        Raises:
            Unreachable: it stayed away. NotPermitted, Refused: see ``ServiceHttp.call``.
        """
        address = f"{path}?{urlencode(query)}" if query else path
        return await patiently(
            lambda: self._open[service].get(address),
            give_up_after_s=_GIVE_UP_AFTER_S,
            on_wait=_waiting,
        )

    async def rows(
        self, service: str, path: str, cursor: str = "after", **query: str
    ) -> AsyncIterator[Any]:
        """Yield the items of a list, page by page. Raises as ``get``."""
        while True:
            page = await self.get(service, path, **query)
            for row in page["items"]:
                yield row
            if page.get("next") is None:
                return
            query[cursor] = page["next"]

    async def by_ids(self, service: str, path: str, ids: Iterable[str]) -> dict[str, Row]:
        """Return what exists of ids. Raises as ``get``."""
        wanted, found = sorted(set(ids)), dict[str, Row]()
        for start in range(0, len(wanted), IDS_AT_ONCE):
            part = ",".join(wanted[start : start + IDS_AT_ONCE])
            found |= {row["id"]: row for row in (await self.get(service, path, ids=part))["items"]}
        return found

    async def consultations(self) -> list[Row]:
        """Return all consultations, oldest first."""
        found = self.rows("public_comment", "/consultations", state="all", limit="50")
        return sorted([row async for row in found], key=lambda row: row["id"])

    async def policies(self) -> list[Row]:
        """Return all policies with their stages and what was held, workshops included."""
        found = [row async for row in self.rows("policies", "/policies", limit="20")]
        return await self._with_held({row["id"]: row for row in found})

    async def policy(self, policy_id: str) -> Row:
        """Return one policy, as ``policies`` has it."""
        found = await self.by_ids("policies", "/policies", [policy_id])
        return (await self._with_held(found, policy_id=policy_id))[0]

    async def _with_held(self, policies: dict[str, Row], **narrowed: str) -> list[Row]:
        published = {"states": "PUBLISHED", "limit": "50", **narrowed}
        async for one in self.rows("workshops", "/workshops", **published):
            if not one["rehearsal"]:
                for link in one["links"]:
                    if link["policy_id"] in policies:
                        policies[link["policy_id"]]["activities"].append(_held(one, link))
        linked = {"limit": "50", **(narrowed or {"linked": "true"})}
        async for one in self.rows("issue_proposals", "/issues", **linked):
            for link in one["links"]:
                if link["policy_id"] in policies:
                    policies[link["policy_id"]]["activities"].append(_brought(one, link))
        return list(policies.values())

    async def texts(self, comment_ids: Iterable[str]) -> dict[str, str]:
        """Return the words of comments that were not taken back."""
        found = await self.by_ids("public_comment", "/comments", comment_ids)
        return {id_: row["text"] for id_, row in found.items() if row["state"] == "accepted"}

    async def comments(self, consultation_id: str) -> list[Row]:
        """Return what each comment counts as, oldest first."""
        rows = self.rows("public_comment", "/recount", consultation_id=consultation_id)
        return [row async for row in rows]

    async def responses(self, case_id: str) -> list[Row]:
        """Return what each response answers, oldest first."""
        return [row async for row in self.rows("responses", "/recount/responses", case_id=case_id)]

    async def statements(self, case_id: str) -> list[Row]:
        """Return in which topic each statement is."""
        return [row async for row in self.rows("insight_topics", "/recount", case_id=case_id)]

    async def topics(self, case_id: str) -> dict[str, str]:
        """Return what the topics of a consultation are called, by id."""
        found = await self.get("insight_topics", "/topics", case_id=case_id)
        return {row["id"]: row["name"] or "・".join(row["words"]) for row in found["topics"]}

    async def members(self, case_id: str) -> list[Row]:
        """Return in which fold each comment is."""
        return [row async for row in self.rows("folding", "/recount", case_id=case_id)]


def _held(workshop: Row, link: Row) -> Row:
    """Write a workshop as what was held at a stage, with the numbers that were published.

    Each note is one opinion (件).
    """
    day = datetime.fromisoformat(workshop["starts_at"]).astimezone(JST).date()
    return {
        "cycle": link["cycle"],
        "stage": link["stage"],
        "method": "WORKSHOP",
        "title": workshop["title"],
        "held_on": day.isoformat(),
        "participants": workshop["numbers"]["participants"],
        "submitters": None,
        "comments": None,
        "points": workshop["numbers"]["notes"],
    }


def _brought(issue: Row, link: Row) -> Row:
    """Write an issue as what came in at a stage: one person's proposal, which is one opinion."""
    day = datetime.fromisoformat(issue["received_at"]).astimezone(JST).date()
    return {
        "cycle": link["cycle"],
        "stage": link["stage"],
        "method": "ISSUE_PROPOSAL",
        "title": "課題提案",
        "held_on": day.isoformat(),
        "participants": None,
        **dict.fromkeys(("submitters", "comments", "points"), 1),
    }


def _waiting(seconds: float, error: Exception) -> None:
    note(f"応答を待っています（{seconds:.0f}秒, {error}）", "waiting for the service")
