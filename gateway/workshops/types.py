"""Workshops, their rounds, themes and notes in the schema."""

from datetime import datetime
from typing import Self

import strawberry

from gateway.clients.workshops import (
    HarvestAnswer,
    NoteAnswer,
    ParticipantAnswer,
    ParticularsAnswer,
    SuggestionAnswer,
    ThemeAnswer,
    WorkshopAnswer,
)
from gateway.context import Info
from gateway.policies.links import StageLink
from gateway.responses.published import PublishedResponse
from gateway.words import moment
from gateway.workshops.words import (
    Movement,
    NoteColour,
    ParticipantState,
    WorkshopMode,
    WorkshopNeed,
    WorkshopState,
    WorkshopTemplate,
)
from shared.events.workshops import theme_subject


@strawberry.type(description="ラウンド：1つの問いと時間")
class WorkshopRound:
    """A round as planned."""

    number: int
    question: str
    minutes: int


@strawberry.type(description="付箋")
class WorkshopNote:
    """A note; a hidden one has no words, but for those who run the workshop."""

    id: strawberry.ID
    table: int
    round: int
    author: strawberry.ID
    text: str
    others: list[str] = strawberry.field(description="同時に書き換えられ、まだ選ばれていない書き方")
    version: int
    sequence: int
    colour: NoteColour
    x: int
    y: int
    group: str
    clause_id: strawberry.ID | None
    earlier_note: strawberry.ID | None
    hidden: bool
    hidden_reason: str
    transcribed: bool
    written_at: datetime

    @classmethod
    def of(cls, answer: NoteAnswer) -> Self:
        """Make it of the service's answer."""
        clause, earlier = answer["clause_id"], answer["earlier_note"]
        return cls(
            id=strawberry.ID(answer["id"]),
            table=answer["table"],
            round=answer["round"],
            author=strawberry.ID(answer["author"]),
            text=answer["text"],
            others=answer["others"],
            version=answer["version"],
            sequence=answer["sequence"],
            colour=NoteColour(answer["colour"]),
            x=answer["x"],
            y=answer["y"],
            group=answer["group"],
            clause_id=strawberry.ID(clause) if clause else None,
            earlier_note=strawberry.ID(earlier) if earlier else None,
            hidden=answer["hidden"],
            hidden_reason=answer["hidden_reason"],
            transcribed=answer["transcribed"],
            written_at=moment(answer["written_at"]),
        )


@strawberry.type(description="まとめ：付箋を集めたテーマ")
class WorkshopTheme:
    """Notes that people put together."""

    id: strawberry.ID
    title: str
    summary: str
    note_ids: list[strawberry.ID]
    subject_id: strawberry.ID = strawberry.field(description="回答する意見としての番号")
    workshop_id: strawberry.Private[str]

    @classmethod
    def of(cls, answer: ThemeAnswer, workshop_id: str) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            title=answer["title"],
            summary=answer["summary"],
            note_ids=[strawberry.ID(id_) for id_ in answer["note_ids"]],
            subject_id=strawberry.ID(theme_subject(workshop_id, answer["id"])),
            workshop_id=workshop_id,
        )

    @strawberry.field
    async def published_response(self, info: Info) -> PublishedResponse | None:
        """Return the city's answer, once it is published."""
        found = await info.context.workshops.answer_of_theme.load(str(self.subject_id))
        return PublishedResponse.of(found) if found else None

    @strawberry.field
    async def notes(self, info: Info) -> list[WorkshopNote]:
        """Return its notes in the order in which people put them."""
        ids = [str(id_) for id_ in self.note_ids]
        if not ids:
            return []
        found = {
            note["id"]: note
            for start in range(0, len(ids), 100)
            for note in await info.context.clients.workshops.notes(
                self.workshop_id, ids=ids[start : start + 100]
            )
        }
        return [WorkshopNote.of(found[id_]) for id_ in ids if id_ in found]


@strawberry.type(description="配慮が必要な人の数")
class WorkshopNeedCount:
    """How many of those who registered need something."""

    need: WorkshopNeed
    people: int


@strawberry.type(description="ラウンドごと・テーブルごとの付箋の数")
class NoteTally:
    """How many notes there are of a round or at a table."""

    number: int
    notes: int


@strawberry.type(description="シール投票の結果")
class NoteDots:
    """Dots on a note."""

    note_id: strawberry.ID
    dots: int


@strawberry.type(description="市民カフェの結果の数")
class WorkshopHarvest:
    """What came of a workshop, in numbers."""

    participants: int
    notes: int
    by_round: list[NoteTally]
    by_table: list[NoteTally]
    dots: list[NoteDots]

    @classmethod
    def of(cls, answer: HarvestAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            participants=answer["participants"],
            notes=answer["notes"],
            by_round=[NoteTally(number=r["round"], notes=r["notes"]) for r in answer["by_round"]],
            by_table=[NoteTally(number=t["table"], notes=t["notes"]) for t in answer["by_table"]],
            dots=[
                NoteDots(note_id=strawberry.ID(one["note_id"]), dots=one["dots"])
                for one in answer["dots"]
            ],
        )


@strawberry.type(description="似た付箋の集まり（まとめの候補）")
class SuggestedTheme:
    """Notes that say alike things; ``title`` is the note in their middle, as it was written."""

    title: str
    note_ids: list[strawberry.ID]


@strawberry.type(description="紙の写真（模造紙など）")
class SheetPhotograph:
    """A photograph of a table's paper sheet; the picture itself is on a page for staff."""

    id: strawberry.ID
    table: int
    round: int
    size: int
    at: datetime


@strawberry.type(description="市民カフェ（ワークショップ）")
class Workshop:
    """A workshop."""

    id: strawberry.ID
    title: str
    summary: str
    place: str
    access: str
    mode: WorkshopMode
    starts_at: datetime
    ends_at: datetime
    capacity: int
    tables: int
    seats: int
    template: WorkshopTemplate
    rounds: list[WorkshopRound]
    movement: Movement
    hosts_stay: bool
    mix: bool
    dots: int
    ground_rules: str
    issue_id: strawberry.ID | None = strawberry.field(description="もとになった課題提案")
    department_id: strawberry.ID
    state: WorkshopState
    taken: int
    waiting: int
    rehearsal: bool
    simulated: int = strawberry.field(description="練習用の参加者の数")
    published_at: datetime | None
    cancel_reason: str
    sequence: int
    runs: bool = strawberry.field(description="見ている人が、この市民カフェを進行できるか")
    hall_code: str | None = strawberry.field(description="会場の合言葉。進行する人にだけ見えます。")
    facilitators: list[strawberry.ID]
    answer: strawberry.Private[WorkshopAnswer]

    @classmethod
    def of(cls, answer: WorkshopAnswer) -> Self:
        """Make it of the service's answer."""
        programme, published = answer["programme"], answer["published_at"]
        return cls(
            id=strawberry.ID(answer["id"]),
            title=answer["title"],
            summary=answer["summary"],
            place=answer["place"],
            access=answer["access"],
            mode=WorkshopMode(answer["mode"]),
            starts_at=moment(answer["starts_at"]),
            ends_at=moment(answer["ends_at"]),
            capacity=answer["capacity"],
            tables=answer["tables"],
            seats=answer["seats"],
            template=WorkshopTemplate(programme["template"]),
            rounds=[
                WorkshopRound(number=at, question=each["question"], minutes=each["minutes"])
                for at, each in enumerate(programme["rounds"], start=1)
            ],
            movement=Movement(programme["movement"]),
            hosts_stay=programme["hosts_stay"],
            mix=programme["mix"],
            dots=programme["dots"],
            ground_rules=answer["ground_rules"],
            issue_id=strawberry.ID(answer["issue_id"]) if answer["issue_id"] else None,
            department_id=strawberry.ID(answer["department_id"]),
            state=WorkshopState(answer["state"]),
            taken=answer["taken"],
            waiting=answer["waiting"],
            rehearsal=answer["rehearsal"],
            simulated=answer["simulated"],
            published_at=moment(published) if published else None,
            cancel_reason=answer["cancel_reason"],
            sequence=answer["sequence"],
            runs=answer["runs"],
            hall_code=answer["hall_code"],
            facilitators=[strawberry.ID(id_) for id_ in answer["facilitators"]],
            answer=answer,
        )

    @strawberry.field
    def links(self) -> list[StageLink]:
        """Return the stages of policies that it serves."""
        return [StageLink.of(one) for one in self.answer["links"]]

    @strawberry.field
    def needs(self) -> list[WorkshopNeedCount]:
        """Return how many need what; for those who run it."""
        needs = self.answer["needs"].items()
        return [WorkshopNeedCount(need=WorkshopNeed(need), people=n) for need, n in sorted(needs)]

    @strawberry.field
    def themes(self) -> list[WorkshopTheme]:
        """Return the themes; before publication only to those who run it."""
        return [WorkshopTheme.of(theme, str(self.id)) for theme in self.answer["themes"]]

    @strawberry.field
    async def photographs(self, info: Info) -> list[SheetPhotograph]:
        """Return the photographs of paper sheets; to those who run it."""
        if not self.runs:
            return []
        found = await info.context.clients.workshops.photographs(str(self.id))
        return [
            SheetPhotograph(
                id=strawberry.ID(one["id"]),
                table=one["table"],
                round=one["round"],
                size=one["size"],
                at=moment(one["at"]),
            )
            for one in found
        ]

    @strawberry.field
    async def harvest(self, info: Info) -> WorkshopHarvest | None:
        """Return its numbers; before publication only to those who run it."""
        if not self.runs and self.state is not WorkshopState.PUBLISHED:
            return None
        return WorkshopHarvest.of(await info.context.clients.workshops.harvest(str(self.id)))


@strawberry.type(description="自分の参加の状態")
class WorkshopPlace:
    """A participant as they see themselves."""

    id: strawberry.ID
    workshop_id: strawberry.ID
    state: ParticipantState
    number: str = strawberry.field(description="受付番号")
    badge: int = strawberry.field(description="会場での番号")
    nickname: str
    consents: bool | None = strawberry.field(description="撮影・録音の同意")
    walk_in: bool
    dots: list[NoteDots]

    @classmethod
    def of(cls, answer: ParticipantAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            workshop_id=strawberry.ID(answer["workshop_id"]),
            state=ParticipantState(answer["state"]),
            number=answer["number"],
            badge=answer["badge"],
            nickname=answer["nickname"],
            consents=answer["consents"],
            walk_in=answer["walk_in"],
            dots=[
                NoteDots(note_id=strawberry.ID(id_), dots=dots)
                for id_, dots in sorted(answer["dots"].items())
            ],
        )


@strawberry.type(description="参加の申し込みの控え。確認番号は、このときだけお知らせします。")
class WorkshopRegistration:
    """A registration with its 確認番号."""

    place: WorkshopPlace
    confirmation_number: str


@strawberry.type(description="受付が済んだ人。鍵は、その人の端末だけが持ちます。")
class WorkshopArrival:
    """A participant who is here, with the key of their phone."""

    place: WorkshopPlace
    key: str


@strawberry.type(description="参加者の個人情報（用途を記録してから開きます）")
class WorkshopParticulars:
    """What a participant gave of themselves."""

    participant_id: strawberry.ID
    number: str
    badge: int
    state: ParticipantState
    erased: bool
    name: str
    mail_address: str
    needs: list[WorkshopNeed]
    needs_note: str

    @classmethod
    def of(cls, answer: ParticularsAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            participant_id=strawberry.ID(answer["participant_id"]),
            number=answer["number"],
            badge=answer["badge"],
            state=ParticipantState(answer["state"]),
            erased=answer["erased"],
            name=answer["name"],
            mail_address=answer["mail_address"],
            needs=[WorkshopNeed(need) for need in answer["needs"]],
            needs_note=answer["needs_note"],
        )


@strawberry.type(description="参加者の個人情報の一覧")
class WorkshopParticularsList:
    """Who is coming."""

    items: list[WorkshopParticulars]


def suggested(answer: SuggestionAnswer, notes: dict[str, NoteAnswer]) -> SuggestedTheme:
    """Name a suggestion by the note in its middle."""
    return SuggestedTheme(
        title=notes[answer["middle"]]["text"],
        note_ids=[strawberry.ID(id_) for id_ in answer["note_ids"]],
    )
