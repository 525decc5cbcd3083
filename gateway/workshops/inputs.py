"""What the mutations of workshops take."""

from datetime import datetime
from typing import Any

import strawberry

from gateway.policies.links import StageLinkInput
from gateway.workshops.words import (
    FloorPhase,
    Movement,
    NoteColour,
    RoundMove,
    WorkshopMode,
    WorkshopNeed,
    WorkshopState,
    WorkshopTemplate,
)
from shared.clock import iso


@strawberry.input(description="ラウンドの問いと時間（分）")
class WorkshopRoundInput:
    """A round."""

    question: str
    minutes: int = 20


@strawberry.input(description="市民カフェの計画")
class WorkshopPlanInput:
    """What staff decide."""

    title: str
    summary: str
    place: str = ""
    access: str = ""
    mode: WorkshopMode = WorkshopMode.HALL
    starts_at: datetime
    ends_at: datetime
    capacity: int
    tables: int
    seats: int = 5
    template: WorkshopTemplate = WorkshopTemplate.WORLD_CAFE
    rounds: list[WorkshopRoundInput]
    movement: Movement = Movement.FREE
    hosts_stay: bool = True
    mix: bool = False
    dots: int = 3
    links: list[StageLinkInput] = strawberry.field(default_factory=list)
    ground_rules: str = ""
    issue_id: str = ""

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            **vars(self),
            "starts_at": iso(self.starts_at),
            "ends_at": iso(self.ends_at),
            "rounds": [vars(each) for each in self.rounds],
            "links": [vars(link) for link in self.links],
        }


@strawberry.input(description="新しい市民カフェ")
class PlanWorkshopInput:
    """A new workshop."""

    plan: WorkshopPlanInput
    department_id: strawberry.ID
    rehearsal: bool = False
    idempotency_key: str


@strawberry.input(description="計画の変更")
class ReviseWorkshopInput:
    """Another plan."""

    workshop_id: strawberry.ID
    plan: WorkshopPlanInput
    idempotency_key: str


@strawberry.input(description="進行役を決める")
class NameFacilitatorsInput:
    """Who runs it: ids of people."""

    workshop_id: strawberry.ID
    people: list[strawberry.ID]
    idempotency_key: str


@strawberry.input(description="受付開始・当日の開始・終了・公表・中止")
class MoveWorkshopInput:
    """Where it goes on to; a cancellation has a reason."""

    workshop_id: strawberry.ID
    state: WorkshopState
    reason: str = ""
    idempotency_key: str


@strawberry.input(description="参加者の属性（席を分けるときだけ使います。空でもかまいません）")
class WorkshopAttributesInput:
    """What somebody says of themselves."""

    age_group: str = ""
    ward: str = ""
    actor_type: str = ""


@strawberry.input(description="参加の申し込み")
class RegisterForWorkshopInput:
    """Who wants to come; all but the workshop may stay empty."""

    workshop_id: strawberry.ID
    name: str = ""
    mail_address: str = ""
    nickname: str = ""
    needs: list[WorkshopNeed] = strawberry.field(default_factory=list)
    needs_note: str = ""
    attributes: WorkshopAttributesInput | None = None
    idempotency_key: str


@strawberry.input(description="申し込みの控えの2つの番号")
class WorkshopRegistrationInput:
    """A registration's two numbers."""

    number: str
    confirmation_number: str


@strawberry.input(description="申し込みの取り消し")
class CancelWorkshopRegistrationInput:
    """A registration's two numbers."""

    number: str
    confirmation_number: str
    idempotency_key: str


@strawberry.input(description="当日の受付")
class CheckInInput:
    """Who comes, with a 受付番号 or without; staff at the desk need no code of the hall."""

    workshop_id: strawberry.ID
    hall_code: str = ""
    number: str = ""
    nickname: str = ""
    consents: bool | None = None
    attributes: WorkshopAttributesInput | None = None
    idempotency_key: str


@strawberry.input(description="呼び名と、撮影・録音の同意")
class IntroduceYourselfInput:
    """What a participant says of themselves."""

    workshop_id: strawberry.ID
    key: str
    nickname: str = ""
    consents: bool | None = None
    idempotency_key: str


@strawberry.input(description="退出")
class LeaveWorkshopInput:
    """A participant goes home."""

    workshop_id: strawberry.ID
    key: str
    idempotency_key: str


@strawberry.input(description="テーブルに着く")
class TakeTableInput:
    """A participant sits down at a table, or stands up (null)."""

    workshop_id: strawberry.ID
    key: str
    table: int | None
    idempotency_key: str


@strawberry.input(description="付箋を書く。番号は端末が決めるUUIDで、2回送っても1枚です。")
class WriteNoteInput:
    """A new note; without a key it is transcribed by who runs the workshop."""

    workshop_id: strawberry.ID
    id: strawberry.ID
    key: str = ""
    table: int
    round: int
    text: str
    colour: NoteColour = NoteColour.YELLOW
    x: int = 0
    y: int = 0
    group: str = ""
    clause_id: strawberry.ID | None = None
    earlier_note: strawberry.ID | None = None
    written_at: datetime | None = None


@strawberry.input(description="付箋を変える。書かないところは、そのままです。")
class EditNoteInput:
    """What changes; ``baseVersion`` is the version that was edited."""

    workshop_id: strawberry.ID
    note_id: strawberry.ID
    key: str = ""
    text: str | None = None
    base_version: int | None = None
    colour: NoteColour | None = None
    x: int | None = None
    y: int | None = None
    group: str | None = None
    clause_id: strawberry.ID | None = None
    earlier_note: strawberry.ID | None = None
    idempotency_key: str


@strawberry.input(description="練習用の参加者を呼ぶ")
class SimulateParticipantsInput:
    """How many; 0: no more of them act."""

    workshop_id: strawberry.ID
    people: int
    idempotency_key: str


@strawberry.input(description="付箋を隠す（理由を残します）")
class HideNoteInput:
    """Why a note is hidden."""

    workshop_id: strawberry.ID
    note_id: strawberry.ID
    reason: str
    idempotency_key: str


@strawberry.input(description="隠した付箋を戻す")
class ShowNoteInput:
    """A note is shown again."""

    workshop_id: strawberry.ID
    note_id: strawberry.ID
    idempotency_key: str


@strawberry.input(description="シールの置き場所")
class NoteDotsInput:
    """Dots on one note."""

    note_id: strawberry.ID
    dots: int


@strawberry.input(description="シール投票。前に置いたシールは、すべて置き換わります。")
class PutDotsInput:
    """All dots of one person."""

    workshop_id: strawberry.ID
    key: str
    dots: list[NoteDotsInput]
    idempotency_key: str


@strawberry.input(description="ラウンドを始める")
class StartRoundInput:
    """Which round begins."""

    workshop_id: strawberry.ID
    round: int
    idempotency_key: str


@strawberry.input(description="ラウンドの一時停止・再開・終了")
class MoveRoundInput:
    """What happens to the round that runs."""

    workshop_id: strawberry.ID
    move: RoundMove
    idempotency_key: str


@strawberry.input(description="時間を延ばす（負の数で縮める）")
class ExtendRoundInput:
    """How much longer."""

    workshop_id: strawberry.ID
    seconds: int
    idempotency_key: str


@strawberry.input(description="シール投票・全体共有・終了に進む")
class TurnToInput:
    """What comes after the rounds."""

    workshop_id: strawberry.ID
    phase: FloorPhase
    idempotency_key: str


@strawberry.input(description="全員へのお知らせ（空にすると消えます）")
class TellAllInput:
    """What all are told."""

    workshop_id: strawberry.ID
    message: str
    idempotency_key: str


@strawberry.input(description="付箋を全員に見せる（nullで終わる）")
class SpotlightNoteInput:
    """The note that all look at."""

    workshop_id: strawberry.ID
    note_id: strawberry.ID | None
    idempotency_key: str


@strawberry.input(description="紙で続ける・端末に戻る")
class GoByPaperInput:
    """Whether the hall goes on by paper."""

    workshop_id: strawberry.ID
    on_paper: bool
    idempotency_key: str


@strawberry.input(description="テーブルホストを決める（nullで空ける）")
class NameHostInput:
    """Who hosts a table."""

    workshop_id: strawberry.ID
    table: int
    participant_id: strawberry.ID | None
    idempotency_key: str


@strawberry.input(description="参加者を席に案内する")
class SeatParticipantInput:
    """Where somebody is seated."""

    workshop_id: strawberry.ID
    participant_id: strawberry.ID
    table: int | None
    idempotency_key: str


@strawberry.input(description="まとめのテーマ")
class WorkshopThemeInput:
    """Notes under words."""

    id: strawberry.ID
    title: str
    summary: str = ""
    note_ids: list[strawberry.ID]


@strawberry.input(description="まとめ。見たときのsequenceを添えます。")
class ArrangeThemesInput:
    """All themes, as seen at ``sequence``."""

    workshop_id: strawberry.ID
    themes: list[WorkshopThemeInput]
    sequence: int
    idempotency_key: str


@strawberry.input(description="参加者の個人情報を開く")
class OpenWorkshopParticularsInput:
    """For what they are opened."""

    workshop_id: strawberry.ID
    purpose: str
    idempotency_key: str
