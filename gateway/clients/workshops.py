"""The workshops service: plans, registration, the live floor, notes, themes."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from gateway.clients.base import FILE_WITHIN_S, ServiceClient, segment
from gateway.clients.policies import StageLinkAnswer
from gateway.clients.statements import SaidAnswer

Body = Mapping[str, Any]


class RoundAnswer(TypedDict):
    """A round as planned."""

    question: str
    minutes: int


class ProgrammeAnswer(TypedDict):
    """What happens."""

    template: str
    rounds: list[RoundAnswer]
    movement: str
    hosts_stay: bool
    mix: bool
    dots: int


class ThemeAnswer(TypedDict):
    """Notes under words."""

    id: str
    title: str
    summary: str
    note_ids: list[str]


class WorkshopAnswer(TypedDict):
    """A workshop; what only those who run it may know is empty for others."""

    id: str
    title: str
    summary: str
    place: str
    access: str
    mode: str
    starts_at: str
    ends_at: str
    capacity: int
    tables: int
    seats: int
    programme: ProgrammeAnswer
    links: list[StageLinkAnswer]
    ground_rules: str
    issue_id: str
    department_id: str
    state: str
    taken: int
    waiting: int
    themes: list[ThemeAnswer]
    rehearsal: bool
    simulated: int
    created_at: str
    published_at: str | None
    cancel_reason: str
    numbers: dict[str, int]
    sequence: int
    facilitators: list[str]
    hall_code: str | None
    needs: dict[str, int]
    runs: bool


class WorkshopsPage(TypedDict):
    """A page of workshops and the cursor of the next."""

    items: list[WorkshopAnswer]
    next: str | None


class ParticipantAnswer(TypedDict):
    """A participant as they see themselves."""

    id: str
    workshop_id: str
    state: str
    number: str
    badge: int
    nickname: str
    consents: bool | None
    walk_in: bool
    dots: dict[str, int]


class RegisteredAnswer(ParticipantAnswer):
    """A registration with its 確認番号."""

    confirmation_number: str


class ArrivedAnswer(ParticipantAnswer):
    """A participant with the key of their phone."""

    key: str


class ParticularsAnswer(TypedDict):
    """What a participant gave of themselves."""

    participant_id: str
    number: str
    badge: int
    state: str
    erased: bool
    name: str
    mail_address: str
    needs: list[str]
    needs_note: str


class PersonAnswer(TypedDict):
    """Somebody on the floor."""

    id: str
    badge: int
    called: str
    table: int | None
    consents: bool | None


class FloorAnswer(TypedDict):
    """The floor with the people on it."""

    workshop_id: str
    round: int
    phase: str
    ends_at: str | None
    left_s: int | None
    message: str
    spotlight: str | None
    on_paper: bool
    repeated_pairs: int | None
    bound: int | None
    sequence: int
    now: str
    hosts: dict[str, str]
    people: list[PersonAnswer]


class NoteAnswer(TypedDict):
    """A note."""

    id: str
    workshop_id: str
    table: int
    round: int
    author: str
    text: str
    others: list[str]
    version: int
    sequence: int
    colour: str
    x: int
    y: int
    group: str
    clause_id: str | None
    earlier_note: str | None
    hidden: bool
    hidden_reason: str
    transcribed: bool
    written_at: str
    accepted_at: str


class DotsAnswer(TypedDict):
    """Dots on a note."""

    note_id: str
    dots: int


class HarvestAnswer(TypedDict):
    """What came of a workshop, in numbers."""

    participants: int
    notes: int
    by_round: list[dict[str, int]]
    by_table: list[dict[str, int]]
    dots: list[DotsAnswer]


class SuggestionAnswer(TypedDict):
    """Notes that say alike things."""

    middle: str
    note_ids: list[str]


class PhotographAnswer(TypedDict):
    """A photograph of a paper sheet; ``size`` in bytes."""

    id: str
    table: int
    round: int
    size: int
    at: str


Admission = TypedDict("Admission", {"as": str, "participant_id": str | None})


class WorkshopsClient(ServiceClient):
    """Calls of the workshops service."""

    SERVICE = "workshops"

    async def by_id(self, ids: Sequence[str]) -> list[WorkshopAnswer]:
        """Return those of ``ids`` that exist, in any order."""
        page = cast(WorkshopsPage, await self.get("/workshops", {"ids": ",".join(ids)}))
        return page["items"]

    async def page(
        self,
        after: str | None,
        limit: int,
        states: Sequence[str],
        policy_id: str | None,
        issue_id: str | None = None,
    ) -> WorkshopsPage:
        """Return one page, newest first."""
        params: dict[str, str | int] = {"limit": limit, "states": ",".join(states)}
        if after:
            params["after"] = after
        if policy_id:
            params["policy_id"] = policy_id
        if issue_id:
            params["issue_id"] = issue_id
        return cast(WorkshopsPage, await self.get("/workshops", params))

    async def plan(self, body: Body) -> WorkshopAnswer:
        """Set up a workshop."""
        return cast(WorkshopAnswer, await self.post("/workshops", body, repeatable=True))

    async def change(self, workshop_id: str, what: str, body: Body) -> WorkshopAnswer:
        """Change a workshop: ``plan``, ``facilitators``, ``move``, ``simulated`` or ``themes``."""
        path = f"/workshops/{segment(workshop_id)}/{what}"
        return cast(WorkshopAnswer, await self.post(path, body, repeatable=True))

    async def suggested_themes(self, workshop_id: str) -> list[SuggestionAnswer]:
        """Return groups of notes that say alike things."""
        answer = await self.get(f"/workshops/{segment(workshop_id)}/themes/suggested")
        return cast(list[SuggestionAnswer], answer["items"])

    async def harvest(self, workshop_id: str) -> HarvestAnswer:
        """Return what came of a workshop."""
        answer = await self.get(f"/workshops/{segment(workshop_id)}/harvest")
        return cast(HarvestAnswer, answer)

    # People

    async def register(self, workshop_id: str, body: Body) -> RegisteredAnswer:
        """Register somebody."""
        path = f"/workshops/{segment(workshop_id)}/registrations"
        return cast(RegisteredAnswer, await self.post(path, body, repeatable=True))

    async def registration(self, what: str, body: Body) -> ParticipantAnswer:
        """``read`` or ``cancel`` a registration by its two numbers."""
        answer = await self.post(f"/registrations/{what}", body, repeatable=True)
        return cast(ParticipantAnswer, answer)

    async def stop_mails(self, token: str) -> str:
        """Tell no more by mail; return the 受付番号."""
        answer = await self.post("/registrations/mails/stop", {"token": token}, repeatable=True)
        return str(answer["number"])

    async def check_in(self, workshop_id: str, body: Body) -> ArrivedAnswer:
        """Let somebody in."""
        path = f"/workshops/{segment(workshop_id)}/check-in"
        return cast(ArrivedAnswer, await self.post(path, body, repeatable=True))

    async def participant(self, workshop_id: str, what: str, body: Body) -> ParticipantAnswer:
        """Do as a participant: read (""), ``/self`` or ``/leave``."""
        path = f"/workshops/{segment(workshop_id)}/participant{what}"
        return cast(ParticipantAnswer, await self.post(path, body, repeatable=True))

    async def particulars(self, workshop_id: str, purpose: str) -> list[ParticularsAnswer]:
        """Open who is coming, for a purpose."""
        path = f"/workshops/{segment(workshop_id)}/particulars"
        answer = await self.post(path, {"purpose": purpose}, repeatable=True)
        return cast(list[ParticularsAnswer], answer["items"])

    async def admit(self, workshop_id: str, body: Body) -> Admission:
        """Say as what somebody may watch."""
        path = f"/workshops/{segment(workshop_id)}/admission"
        return cast(Admission, await self.post(path, body, repeatable=True))

    async def said(self, note_ids: Sequence[str]) -> list[SaidAnswer]:
        """Return what notes of published reports say now."""
        answer = await self.get("/statements", {"ids": ",".join(note_ids)})
        return [
            SaidAnswer(id=row["note_id"], statements=row["statements"]) for row in answer["items"]
        ]

    # Paper

    async def photographs(self, workshop_id: str) -> list[PhotographAnswer]:
        """List the photographs of paper sheets."""
        answer = await self.get(f"/workshops/{segment(workshop_id)}/photographs")
        return cast(list[PhotographAnswer], answer["items"])

    async def attach_photograph(
        self, workshop_id: str, table: int, round_: int, content: bytes
    ) -> PhotographAnswer:
        """Put a photograph to a table; the same one again changes nothing."""
        at = f"?table={table}&round={round_}"
        path = f"/workshops/{segment(workshop_id)}/photographs/file{at}"
        return cast(PhotographAnswer, await self.send_file(path, content, FILE_WITHIN_S))

    async def open_photograph(self, workshop_id: str, id_: str) -> tuple[bytes, dict[str, str]]:
        """Return a photograph and the headers it is handed out with."""
        path = f"/workshops/{segment(workshop_id)}/photographs/{segment(id_)}/open"
        return await self.fetch_file(path)

    # The floor

    async def floor(self, workshop_id: str) -> FloorAnswer:
        """Return the floor."""
        return cast(FloorAnswer, await self.get(f"/workshops/{segment(workshop_id)}/floor"))

    async def run(self, workshop_id: str, what: str, body: Body) -> FloorAnswer:
        """Do something on the floor, such as ``floor/start`` or ``participant/table``.

        All of it may be repeated: what holds already changes nothing.
        """
        path = f"/workshops/{segment(workshop_id)}/{what}"
        answer = await self.post(path, body, repeatable=True)
        return cast(FloorAnswer, answer)

    # Notes

    async def board(
        self, workshop_id: str, table: int | None = None, ids: Sequence[str] | None = None
    ) -> list[NoteAnswer]:
        """Return notes for live boards, hidden ones with their words: who shows them leaves out."""
        return await self._notes(workshop_id, "board", table, ids)

    async def notes(
        self, workshop_id: str, table: int | None = None, ids: Sequence[str] | None = None
    ) -> list[NoteAnswer]:
        """Return notes to who runs the workshop, or of a published one."""
        return await self._notes(workshop_id, "notes", table, ids)

    async def _notes(
        self, workshop_id: str, what: str, table: int | None, ids: Sequence[str] | None
    ) -> list[NoteAnswer]:
        params: dict[str, str | int] = {}
        if table is not None:
            params["table"] = table
        if ids is not None:
            params["ids"] = ",".join(ids)
        answer = await self.get(f"/workshops/{segment(workshop_id)}/{what}", params)
        return cast(list[NoteAnswer], answer["items"])

    async def write_note(self, workshop_id: str, body: Body) -> NoteAnswer:
        """Write a note."""
        path = f"/workshops/{segment(workshop_id)}/notes"
        return cast(NoteAnswer, await self.post(path, body, repeatable=True))

    async def change_note(
        self, workshop_id: str, note_id: str, what: str, body: Body
    ) -> NoteAnswer:
        """``edit``, ``hide`` or ``show`` a note."""
        path = f"/workshops/{segment(workshop_id)}/notes/{segment(note_id)}/{what}"
        return cast(NoteAnswer, await self.post(path, body, repeatable=True))

    async def put_dots(self, workshop_id: str, body: Body) -> ParticipantAnswer:
        """Put one person's dots."""
        path = f"/workshops/{segment(workshop_id)}/dots"
        return cast(ParticipantAnswer, await self.post(path, body, repeatable=True))

    async def dots(self, workshop_id: str) -> list[DotsAnswer]:
        """Return the dots on each note."""
        answer = await self.get(f"/workshops/{segment(workshop_id)}/dots")
        return cast(list[DotsAnswer], answer["items"])
