import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.public_comment.domain import errors
from services.public_comment.domain.commitment import commitment
from services.public_comment.domain.passage import Passage
from services.public_comment.handlers import Handlers, make_handlers
from services.public_comment.handlers import comments as comments_module
from services.public_comment.handlers.answering import Answering
from services.public_comment.handlers.consultations import NewConsultation
from services.public_comment.handlers.submission import NewComment, Receipt
from services.public_comment.store import Revisions, Store
from shared import texts
from shared.clock import now, today_jst
from shared.events.common import Channel, StageRef
from shared.idempotency import IdempotencyKeyMalformed, IdempotencyKeyReused
from shared.ids import new_id
from shared.kafka import Model
from shared.mongo import Document, Mongo
from shared.private_data import PrivateData
from shared.receipt_numbers import ConfirmationNumberMistyped, new_receipt_number
from shared.settings import Settings


class World:
    """The use cases on a real database, with two revisions of different documents known."""

    def __init__(self, mongo: Mongo, settings: Settings) -> None:
        self.answered = Answering(answered=0, unanswered=0, outdated=0, unpublished=0)
        self.database = mongo.database("public_comment")
        self.store = Store(self.database)
        self._model = Model(self.database, "public_comment", 1)
        self.use: Handlers = make_handlers(
            self.store,
            settings,
            self._revisions,
            PrivateData("public_comment", settings),
            self,
            self,
        )

    async def text(self, revision_id: str, clause_id: str) -> str:
        self.asked = [*getattr(self, "asked", []), (revision_id, clause_id)]
        return "停留所\n停留所に屋根と照明を整備します。𠮷田橋も対象です。"

    async def answering(self, consultation_id: str) -> Answering:
        return self.answered

    async def _revisions(self) -> Revisions:
        return Revisions(self._model)

    async def begin(self) -> None:
        await self.store.create_indexes()
        revisions = await self._revisions()
        await revisions.add({"_id": "r1", "document_id": "d1", "clause_ids": ["c1", "c2"]})
        await revisions.add({"_id": "r2", "document_id": "d2", "clause_ids": ["x1"]})
        self.consultation = await self.use.consultations.open(self.new_consultation())

    def new_consultation(self, **changes: Any) -> NewConsultation:
        moment = now().replace(microsecond=0)
        return replace(
            NewConsultation(
                title="地域公共交通計画（中間案）",
                summary="",
                document_id="d1",
                revision_id="r1",
                links=(StageRef(policy_id="p1", cycle=1, stage="PLANNING"),),
                opens_at=moment - timedelta(days=10),
                closes_at=moment + timedelta(days=20),
                channels=(Channel.WEB, Channel.POST, Channel.FAX),
                contact="政策課",
                short_period_reason="試すための意見募集だからです。",
                idempotency_key=new_id(),
            ),
            **changes,
        )

    def comment(self, **changes: Any) -> NewComment:
        base = NewComment(self.consultation["_id"], "c1", "バス停に屋根がほしいです。", new_id())
        return replace(base, **changes)

    async def submit(self, **changes: Any) -> Receipt:
        return await self.use.comments.submit(self.comment(**changes))

    async def stored(self, receipt: Receipt) -> Document:
        row = await self.store.comments.collection.find_one({"_id": receipt.comment["_id"]})
        assert row is not None
        return row

    async def close(self) -> None:
        closed = now().replace(microsecond=0) - timedelta(seconds=1)
        await self.store.consultations.collection.update_one(
            {"_id": self.consultation["_id"]}, {"$set": {"closes_at": closed}}
        )
        self.store._remembered.clear()


@pytest.fixture
async def world(mongo: Mongo, settings: Settings) -> AsyncIterator[World]:
    made = World(mongo, settings)
    await made.begin()
    yield made


def numbers(receipt: Receipt) -> tuple[str, str]:
    body = receipt.body()
    return body["receipt_number"], body["confirmation_number"]


async def test_a_comment_and_its_event_are_one_write(world: World) -> None:
    receipt = await world.submit(text="一行目\r\n二行目")
    row = await world.stored(receipt)
    assert row["versions"][0]["text"] == "一行目\n二行目"
    (event,) = row["pending_events"]
    assert event["type"] == "kyodo.public_comment.comment_accepted.v1"
    assert (event["subject"], event["sequence"], row["sequence"]) == (row["_id"], 1, 1)
    assert event["data"]["commitment"] == row["versions"][0]["commitment"]


async def test_the_event_tells_neither_text_nor_secrets(world: World) -> None:
    receipt = await world.submit(text="これは誰にも見せない言葉")
    event = str((await world.stored(receipt))["pending_events"])
    body = receipt.body()
    for secret in ("見せない", body["salt"], numbers(receipt)[1].replace("-", "")):
        assert secret not in event


async def test_the_confirmation_number_and_the_key_are_not_stored(world: World) -> None:
    new = world.comment()
    receipt = await world.use.comments.submit(new)
    stored = str(await world.stored(receipt))
    assert numbers(receipt)[1].replace("-", "") not in stored
    assert new.idempotency_key not in stored


async def test_the_receipt_proves_what_was_said(world: World) -> None:
    body = (await world.submit(clause_id=None)).body()
    again = commitment(
        bytes.fromhex(body["salt"]),
        consultation_id=body["consultation_id"],
        clause_id=body["clause_id"],
        receipt_number=body["receipt_number"].replace("-", ""),
        text=body["text"],
        version=1,
    )
    assert again == body["commitment"]


QUOTE = "屋根と照明"
PASSAGE = Passage(8, 13, QUOTE)


async def test_a_passage_is_kept_told_and_proved(world: World) -> None:
    receipt = await world.submit(passage=PASSAGE)
    kept = {"start": 8, "end": 13, "quote": QUOTE}
    body, row = receipt.body(), await world.stored(receipt)
    assert row["versions"][0]["passage"] == body["passage"] == kept
    (event,) = row["pending_events"]
    assert event["data"]["passage"] == {"start": 8, "end": 13}
    statement = {
        "consultation_id": body["consultation_id"],
        "clause_id": "c1",
        "receipt_number": body["receipt_number"].replace("-", ""),
        "text": body["text"],
        "version": 1,
    }
    salt = bytes.fromhex(body["salt"])
    assert commitment(salt, **statement, passage=kept) == body["commitment"]
    assert commitment(salt, **statement) != body["commitment"]


@pytest.mark.parametrize(
    "passage",
    [
        Passage(8, 13, "照明と屋根"),
        Passage(9, 14, QUOTE),
        Passage(-5, 0, QUOTE),
        Passage(8, 8, ""),
        Passage(3, 4, "\n"),
        Passage(8, 900, QUOTE),
    ],
)
async def test_a_passage_that_the_clause_does_not_have_is_refused(
    world: World, passage: Passage
) -> None:
    with pytest.raises(errors.PassageNotInClause):
        await world.submit(passage=passage)
    assert await world.store.comments.collection.count_documents({}) == 0


async def test_a_passage_of_the_whole_plan_is_refused(world: World) -> None:
    with pytest.raises(errors.PassageNotInClause):
        await world.submit(passage=PASSAGE, clause_id=None)


async def test_a_passage_is_counted_in_code_points(world: World) -> None:
    await world.submit(passage=Passage(20, 23, "𠮷田橋"))


async def test_a_comment_without_a_passage_asks_nobody(world: World) -> None:
    await world.submit()
    assert not hasattr(world, "asked")


async def test_a_correction_keeps_the_passage(world: World) -> None:
    receipt = await world.submit(passage=PASSAGE)
    corrected = await world.use.receipts.correct(*numbers(receipt), "直しました。")
    assert corrected["versions"][-1]["passage"] == PASSAGE.document()


async def test_the_same_key_with_another_passage_is_refused(world: World) -> None:
    new = world.comment(passage=PASSAGE)
    first = await world.use.comments.submit(new)
    again = await world.use.comments.submit(new)
    assert again.repeated and again.body()["passage"] == first.body()["passage"]
    with pytest.raises(IdempotencyKeyReused):
        await world.use.comments.submit(replace(new, passage=None))


async def test_fifty_retries_at_once_make_one_comment(world: World) -> None:
    new = world.comment()
    receipts = await asyncio.gather(*(world.use.comments.submit(new) for _ in range(50)))
    assert len({numbers(receipt) for receipt in receipts}) == 1
    assert sum(not receipt.repeated for receipt in receipts) == 1
    assert await world.store.comments.collection.count_documents({}) == 1


async def test_a_key_with_another_body_is_told_its_first_receipt(world: World) -> None:
    new = world.comment()
    first = await world.use.comments.submit(new)
    for other in ({"text": "別の意見"}, {"clause_id": "c2"}, {"clause_id": None}):
        with pytest.raises(IdempotencyKeyReused) as reused:
            await world.use.comments.submit(replace(new, **other))
        assert reused.value.params == {"receipt_number": first.body()["receipt_number"]}


async def test_a_citizen_cannot_fetch_an_imported_receipt_with_its_guessable_key(
    world: World,
) -> None:
    new = world.comment(by_staff=True, channel=Channel.POST)
    imported = await world.use.comments.submit(new)
    guessed = await world.use.comments.submit(replace(new, by_staff=False, channel=Channel.WEB))
    assert not guessed.repeated
    assert numbers(guessed)[1] != numbers(imported)[1]


async def test_a_number_that_is_taken_is_drawn_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = (await world.submit()).comment["receipt_number"]
    draws = iter([taken, taken, new_receipt_number()])
    monkeypatch.setattr(comments_module, "new_receipt_number", lambda: next(draws))
    second = await world.submit(text="別の意見です。")
    assert second.comment["receipt_number"] != taken
    assert not second.repeated


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"text": "　"}, texts.TextEmpty),
        ({"text": "あ" * 10_001}, texts.TextTooLong),
        ({"text": "a\x00b"}, texts.TextHasControlCharacters),
        ({"clause_id": "no-such"}, errors.ClauseNotFound),
        ({"clause_id": "x1"}, errors.ClauseOfAnotherDocument),
        ({"consultation_id": "no-such"}, errors.ConsultationNotFound),
        ({"channel": Channel.MAIL, "by_staff": True}, errors.ChannelNotAccepted),
        ({"idempotency_key": "short"}, IdempotencyKeyMalformed),
        ({"idempotency_key": "ä" * 20}, IdempotencyKeyMalformed),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_is_kept(
    world: World, change: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await world.submit(**change)
    assert await world.store.comments.collection.count_documents({}) == 0


async def test_the_web_closes_on_time_but_a_retry_still_gets_its_receipt(world: World) -> None:
    new = world.comment()
    first = await world.use.comments.submit(new)
    await world.close()
    with pytest.raises(errors.ConsultationClosed):
        await world.submit()
    again = await world.use.comments.submit(new)
    assert again.repeated
    assert numbers(again) == numbers(first)


async def test_paper_is_never_refused_for_its_date_but_marked(world: World) -> None:
    await world.close()
    today = today_jst()
    on_time = await world.submit(by_staff=True, channel=Channel.POST, received_on=today)
    late = await world.submit(
        by_staff=True, channel=Channel.POST, received_on=today - timedelta(days=100)
    )
    assert (on_time.comment["late"], late.comment["late"]) == (False, True)
    with pytest.raises(errors.DateInFuture):
        await world.submit(by_staff=True, channel=Channel.FAX, received_on=date(2999, 1, 1))


async def test_who_goes_on_with_another_clause_stays_one_submitter(world: World) -> None:
    first = await world.submit()
    second = await world.submit(clause_id="c2", continues=numbers(first))
    stranger = await world.submit(clause_id="c2")
    assert second.comment["submitter_id"] == first.comment["submitter_id"]
    assert stranger.comment["submitter_id"] != first.comment["submitter_id"]
    by_staff = [
        await world.submit(by_staff=True, channel=Channel.FAX, submitter_ref="封筒12")
        for _ in range(2)
    ]
    assert len({receipt.comment["submitter_id"] for receipt in by_staff}) == 1
    assert "封筒12" not in str(await world.stored(by_staff[0]))


async def test_five_wrong_numbers_close_a_receipt_even_if_sent_at_once(world: World) -> None:
    receipt = await world.submit()
    number, right = numbers(receipt)
    wrong = world.use.comments.secrets.confirmation_number("another-key-altogether")
    tries = await asyncio.gather(
        *(world.use.receipts.prove(number, wrong) for _ in range(20)), return_exceptions=True
    )
    kinds = [type(one) for one in tries]
    assert kinds.count(errors.ConfirmationNumberWrong) == 5
    assert kinds.count(errors.TooManyTries) == 15
    with pytest.raises(errors.TooManyTries) as locked:
        await world.use.receipts.prove(number, right)
    assert 0 < locked.value.params["retry_after_s"] <= 15 * 60


async def test_a_slip_costs_no_try_and_the_right_number_forgets_wrong_ones(world: World) -> None:
    number, right = numbers(await world.submit())
    wrong = world.use.comments.secrets.confirmation_number("another-key-altogether")
    for _ in range(10):
        with pytest.raises(ConfirmationNumberMistyped):
            await world.use.receipts.prove(number, right[:-1] + "x")
    for _ in range(3):
        with pytest.raises(errors.ConfirmationNumberWrong):
            await world.use.receipts.prove(number, wrong)
        await world.use.receipts.prove(number, right)
    with pytest.raises(errors.ConfirmationNumberWrong) as last:
        await world.use.receipts.prove(number, wrong)
    assert last.value.params == {"left": 4}


async def test_a_correction_keeps_every_version_and_gives_a_new_commitment(world: World) -> None:
    receipt = await world.submit(text="一つ目")
    both = numbers(receipt)
    await world.use.receipts.correct(*both, "二つ目")
    row = await world.use.receipts.correct(*both, "二つ目")  # a retry changes nothing
    assert [version["text"] for version in row["versions"]] == ["一つ目", "二つ目"]
    stored = await world.stored(receipt)
    assert [event["sequence"] for event in stored["pending_events"]] == [1, 2]
    assert stored["versions"][0]["commitment"] != stored["versions"][1]["commitment"]
    assert stored["versions"][0]["salt"] != stored["versions"][1]["salt"]


async def test_a_withdrawal_keeps_the_words_and_happens_once(world: World) -> None:
    receipt = await world.submit()
    both = numbers(receipt)
    outcomes = await asyncio.gather(
        *(world.use.receipts.withdraw(*both, "考えが変わりました") for _ in range(5))
    )
    assert {one["state"] for one in outcomes} == {"withdrawn"}
    stored = await world.stored(receipt)
    assert [step["state"] for step in stored["steps"]] == ["accepted", "withdrawn"]
    assert len(stored["pending_events"]) == 2
    assert (stored["state"], stored["versions"][0]["text"]) == (
        "withdrawn",
        "バス停に屋根がほしいです。",
    )
    with pytest.raises(errors.AlreadyWithdrawn):
        await world.use.receipts.correct(*both, "やはり出します")


async def test_after_the_close_nothing_can_be_changed(world: World) -> None:
    both = numbers(await world.submit())
    await world.close()
    with pytest.raises(errors.ConsultationClosed):
        await world.use.receipts.correct(*both, "遅れた訂正")
    with pytest.raises(errors.ConsultationClosed):
        await world.use.receipts.withdraw(*both, None)
    assert (await world.use.receipts.prove(*both))["state"] == "accepted"


async def test_a_batch_takes_each_row_for_itself_and_can_be_sent_again(world: World) -> None:
    news = [world.comment(by_staff=True, channel=Channel.FAX, text=f"意見{n}") for n in range(20)]
    news[7] = replace(news[7], text="")
    news[9] = replace(news[8], text="同じ番号で別の意見")
    first = await world.use.comments.submit_batch(news)
    again = await world.use.comments.submit_batch(news)
    assert isinstance(first[7], texts.TextEmpty)
    assert isinstance(first[9], IdempotencyKeyReused)
    kept = [n for n in range(20) if n not in (7, 9)]
    for n in kept:
        one, two = first[n], again[n]
        assert isinstance(one, Receipt) and isinstance(two, Receipt)
        assert (one.repeated, two.repeated) == (False, True)
        assert numbers(one) == numbers(two)
    assert await world.store.comments.collection.count_documents({}) == len(kept)
    with pytest.raises(errors.BatchTooLarge):
        await world.use.comments.submit_batch(news * 11)


async def test_a_consultation_is_opened_once_per_key(world: World) -> None:
    new = world.new_consultation()
    first = await world.use.consultations.open(new)
    again = await world.use.consultations.open(new)
    assert again["_id"] == first["_id"]
    with pytest.raises(IdempotencyKeyReused):
        await world.use.consultations.open(replace(new, title="別の題名"))
    with pytest.raises(errors.RevisionNotKnownYet):
        await world.use.consultations.open(world.new_consultation(revision_id="r9"))
    with pytest.raises(errors.RevisionNotKnownYet):
        await world.use.consultations.open(world.new_consultation(document_id="d2"))


async def test_lists_page_by_cursor_newest_first(world: World) -> None:
    sent = [(await world.submit(text=f"意見{n}")).comment["_id"] for n in range(7)]
    page = await world.store.list_comments(world.consultation["_id"], None, 3)
    seen = [row["_id"] for row in page.items]
    await world.submit(text="途中で届いた意見")
    while page.next:
        page = await world.store.list_comments(world.consultation["_id"], page.next, 3)
        seen += [row["_id"] for row in page.items]
    assert seen == sent[::-1]


@pytest.mark.parametrize(
    ("state", "days", "listed"),
    [("open", (-1, 1), True), ("planned", (1, 2), True), ("closed", (-2, -1), True)],
)
async def test_consultations_are_listed_by_state(
    world: World, state: str, days: tuple[int, int], listed: bool
) -> None:
    moment = now().replace(microsecond=0)
    made = await world.use.consultations.open(
        world.new_consultation(
            opens_at=moment + timedelta(days=days[0]), closes_at=moment + timedelta(days=days[1])
        )
    )
    for asked in ("open", "planned", "closed", "all"):
        page = await world.store.list_consultations(asked, None, 50)
        expected = listed and asked in (state, "all")
        assert (made["_id"] in [row["_id"] for row in page.items]) is expected


async def test_every_query_has_an_index(world: World) -> None:
    for _ in range(3):
        await world.submit()
    comments = world.store.comments.collection
    queries: list[tuple[Any, dict[str, Any]]] = [
        (comments, {"receipt_number": "1"}),
        (comments, {"idempotency_hash": "1"}),
        (comments, {"idempotency_hash": {"$in": ["1"]}}),
        (comments, {"_id": {"$in": ["1"]}}),
        (comments, {"consultation_id": "1"}),
        (world.store.consultations.collection, {"closes_at": {"$gt": now()}}),
        (world.store.consultations.collection, {"idempotency_hash": "1"}),
        (world._model["revisions"], {"clause_ids": "c1"}),
    ]
    await (await world._revisions()).create_indexes()
    for collection, where in queries:
        plan = await collection.find(where).sort("_id", -1).explain()
        assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"]), where
