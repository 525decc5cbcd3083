"""Makes the inputs through the API as citizens and staff do, and brings each to its fate."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Iterable
from datetime import timedelta
from typing import Any

from shared.clock import today_jst
from tests.integration.gateway.conftest import Door, Town, new_key
from tests.integration.gateway.permissions.responses import RESPONSE, ROUTE
from tests.integration.gateway.tracing.ledger import (
    FATES,
    ON_PAPER,
    Answer,
    Opinion,
    Sent,
)
from tests.support.people import Cast

AT_ONCE = 6
_WORDS = (
    "バス停に屋根を",
    "夜道を明るく",
    "会議を夕方に",
    "子どもの意見も",
    "木を切らずに",
    "費用を示して",
)
_ENDS = ("ほしいです。", "ください。", "と思います。", "とうれしいです。")
_SPLIT = "... on Splitting { number version parts { kind pointId text } }"
_INPUTS = """query ($id: ID!, $after: String) { inputs(policyId: $id, first: 50, after: $after) {
  edges { node { commentId comment { text } } } pageInfo { hasNextPage endCursor }
} }"""
_ENTERED = """query ($id: ID!, $after: String) {
  enteredComments(consultationId: $id, unchecked: false, first: 50, after: $after) {
    edges { node { id sequence receiptNumber } } pageInfo { hasNextPage endCursor }
  }
}"""


async def few_at_once(work: Iterable[Awaitable[Any]]) -> list[Any]:
    """Run some at a time: two processors are shared."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(what: Awaitable[Any]) -> Any:
        async with free:
            return await what

    return list(await asyncio.gather(*map(one, work)))


async def all_pages(door: Door, query: str, name: str, id_: str) -> list[dict[str, Any]]:
    """Read a list to its end."""
    nodes: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        found = await door.ask(query, {"id": id_, "after": after}, as_staff=True)
        page = found["data"][name]
        nodes += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes
        after = page["pageInfo"]["endCursor"]


class Acts:
    """Acts in one town. ``chance`` decides what is sent and what becomes of it."""

    def __init__(self, town: Town, people: Cast, chance: random.Random) -> None:
        self.town, self.people, self.chance = town, people, chance
        self.clauses = {one["heading"]: one["id"] for one in town.clauses}
        # What answers say that they change: the revision that was consulted on, or a later one.
        self.named_revision, self.named_clauses = town.revision, self.clauses
        self.sent: list[Sent] = []
        self.answers: list[Answer] = []

    @property
    def staff(self) -> Door:
        """Ask as the staff in charge."""
        return self.town.door

    def door_of(self, person: str) -> Door:
        """Ask as somebody of the cast."""
        return Door(self.staff.session, self.staff.url, self.people.tokens[person])

    def of(self, *fates: str) -> list[Sent]:
        """Return the inputs of some fates."""
        return [one for one in self.sent if one.fate in fates]

    def invent(self, count: int) -> None:
        """Invent inputs of all fates; each text is there once."""
        fates = [*FATES, *self.chance.choices([*FATES], [*FATES.values()], k=count - len(FATES))]
        for number, fate in enumerate(fates):
            heading = self.chance.choice([None, *self.clauses])
            said = [
                f"{self.chance.choice(_WORDS)}{self.chance.choice(_ENDS)}"
                for _ in range(self.chance.randint(2, 4))
            ]
            self.sent.append(
                Sent(number, fate, heading, f"{number}番目の意見です。{''.join(said)}")
            )

    async def send(self, cases: dict[str, str]) -> None:
        """Hand all of them in; ``cases`` are the consultations of special fates."""
        for one in self.sent:
            one.case = cases.get(one.fate, self.town.consultation)
        await few_at_once(self._hand_in(one) for one in self.sent)
        async with asyncio.timeout(60):
            while True:
                found = await all_pages(self.staff, _INPUTS, "inputs", self.town.policy)
                of = {node["comment"]["text"]: node["commentId"] for node in found}
                if all(one.text in of for one in self.sent):
                    break
                await asyncio.sleep(0.3)
        for one in self.sent:
            one.comment_id = of[one.text]
            one.opinions = [Opinion(one.heading, one.text)]

    async def _hand_in(self, one: Sent) -> None:
        clause = self.clauses[one.heading] if one.heading else None
        about = {"text": one.text, "clauseId": clause}
        if one.fate not in ON_PAPER:
            receipt = await self.staff.submit(one.case, **about)
            one.secret = receipt["confirmationNumber"]
        else:
            received = today_jst() - timedelta(days=5 if one.fate == "late" else 0)
            paper = {"channel": "POST", "receivedOn": received.isoformat()}
            given = {**about, **paper, "consultationId": one.case, "idempotencyKey": new_key()}
            receipt = await self._do(
                "enterComment",
                "EnterCommentInput",
                given,
                "... on CommentReceipt { receiptNumber late }",
            )
            assert receipt["late"] is (one.fate == "late")
        one.receipt = receipt["receiptNumber"]

    async def mark_duplicates(self) -> None:
        """Say of each duplicate which input it repeats."""
        nodes = await all_pages(self.staff, _ENTERED, "enteredComments", self.town.consultation)
        entered = {node["receiptNumber"]: node for node in nodes}
        originals = self.of("unsplit", "published")
        for one in self.of("duplicate"):
            node, one.original = entered[one.receipt], self.chance.choice(originals).receipt
            given = {
                **{name: node[name] for name in ("id", "sequence")},
                **{"original": one.original, "reason": "同じ紙です。", "idempotencyKey": new_key()},
            }
            await self._do(
                "markDuplicate", "MarkDuplicateInput", given, "... on EnteredComment { id }"
            )

    async def correct(self, *fates: str) -> None:
        """Let submitters put a new wording in place of their texts."""

        async def work(one: Sent) -> None:
            text = one.text + "（言葉を直しました。）"
            await self._with_secret(one, "correctComment", "CorrectCommentInput", text=text)
            one.text, one.version = text, one.version + 1
            if one.fate != "outdated":
                one.opinions[0].text = text

        await few_at_once(work(one) for one in self.of(*fates))

    async def withdraw(self, *fates: str) -> None:
        """Let submitters take their comments back."""
        await few_at_once(
            self._with_secret(one, "withdrawComment", "WithdrawCommentInput")
            for one in self.of(*fates)
        )

    async def _with_secret(self, one: Sent, name: str, kind: str, **more: Any) -> None:
        numbers = {"receiptNumber": one.receipt, "confirmationNumber": one.secret}
        given = {**numbers, **more, "idempotencyKey": new_key()}
        made = await self.staff.do(
            name, kind, given, "... on OpenedReceipt { state }", as_staff=False
        )
        assert made["__typename"] == "OpenedReceipt", made

    async def split(self, *fates: str) -> None:
        """Split comments after their first sentence, sometimes a greeting, or after the second."""
        await few_at_once(self._split(one) for one in self.of(*fates))

    async def _split(self, one: Sent) -> None:
        cut = one.text.index("。") + 1
        if one.splittings:  # other opinions than those that were there
            cut = one.text.index("。", cut) + 1
        greets = not one.splittings and one.fate != "split_partly" and self.chance.random() < 0.3
        kinds = ["NO_OPINION" if greets else "OPINION", "OPINION"]
        headings = [self.chance.choice([None, *self.clauses]) for _ in kinds]
        ends = ((0, cut), (cut, len(one.text)))
        parts = [
            {"start": start, "end": end, "kind": kind}
            | ({"clauseId": self.clauses[heading]} if heading and kind == "OPINION" else {})
            for (start, end), kind, heading in zip(ends, kinds, headings, strict=True)
        ]
        given = {"commentId": one.comment_id, "version": one.version, "number": one.splittings}
        made = await self._do(
            "splitComment",
            "SplitCommentInput",
            {**given, "parts": parts, "idempotencyKey": new_key()},
            _SPLIT,
        )
        before = one.opinions
        one.opinions = [
            Opinion(heading, one.text[start:end], told["pointId"])
            for (start, end), told, heading in zip(ends, made["parts"], headings, strict=True)
            if told["kind"] == "OPINION"
        ]
        one.left = [old for old in before if old.point_id and old.answer]
        if not before[0].point_id:  # what answered the whole answers each of its points
            for point in one.opinions:
                point.answer = before[0].answer
        one.splittings += 1

    async def draft(self, opinions: Iterable[tuple[Sent, Opinion]]) -> list[Answer]:
        """Begin answers, some to several opinions together; each changes something or nothing."""
        waiting, made = list(opinions), []
        while waiting:
            size = self.chance.randint(1, 3)
            some, waiting = waiting[:size], waiting[size:]
            kind = self.chance.choice(["none", "clause", "clause", "whole"])
            about = self.chance.choice([*self.named_clauses]) if kind == "clause" else None
            made.append((Answer(kind, about), some))
        await few_at_once(self._draft(answer, some) for answer, some in made)
        self.answers += [answer for answer, _ in made]
        return [answer for answer, _ in made]

    async def _draft(self, answer: Answer, some: list[tuple[Sent, Opinion]]) -> None:
        change = {
            "documentId": self.town.document,
            "revisionId": self.named_revision,
            "clauseId": self.named_clauses[answer.about] if answer.about else None,
            "note": "文を改めました。",
        }
        content = {
            "classCode": "FOR_REFERENCE" if answer.kind == "none" else "REFLECTED",
            "summary": "ご意見の概要です。",
            "text": "市の考え方です。",
            "reason": "必要だから。",
            "changes": [] if answer.kind == "none" else [change],
        }
        subjects = [
            {
                "kind": "POINT" if one.point_id else "COMMENT",
                "id": one.point_id or sent.comment_id,
                "caseId": sent.case,
            }
            for sent, one in some
        ]
        given = {"deskId": self.people.desks["staff"], "subjects": subjects, "content": content}
        made = await self._respond("draftResponse", "DraftResponseInput", **given)
        answer.id = made["id"]
        for _, one in some:
            one.answer = answer

    async def approve(self, answers: Iterable[Answer], *, only_ask: bool = False) -> None:
        """Ask for approval of drafts, and have them approved."""

        async def work(answer: Answer) -> None:
            about = {"responseId": answer.id, "version": 1}
            asked = await self._respond("askApproval", "AskApprovalInput", **about, route=ROUTE)
            answer.state = "IN_APPROVAL"
            if not only_ask:
                about["version"] = asked["version"]
                given = {**about, "idempotencyKey": new_key()}
                door = self.door_of("approver")
                made = await door.do("approveResponse", "DecideResponseInput", given, RESPONSE)
                assert made["__typename"] == "Response", made
                answer.state = "DECIDED"

        await few_at_once(work(one) for one in answers)

    async def publish(self) -> None:
        """Publish all that is decided."""
        given = {"consultationId": self.town.consultation, "partial": True}
        made = await self._do(
            "publishResponses",
            "PublishResponsesInput",
            {**given, "idempotencyKey": new_key()},
            "... on Publication { __typename }",
        )
        assert made["__typename"] != "Problems", made
        for answer in self.answers:
            answer.state = "PUBLISHED" if answer.state == "DECIDED" else answer.state

    async def withdraw_response(self, answer: Answer) -> None:
        """End a published response; its inputs have none then."""
        query = "query ($id: ID!) { response(id: $id) { version } }"
        found = await self.staff.ask(query, {"id": answer.id}, as_staff=True)
        version = found["data"]["response"]["version"]
        about = {"responseId": answer.id, "version": version, "reason": "誤りがあったため。"}
        await self._respond("withdrawResponse", "WithdrawResponseInput", **about)
        for sent in self.sent:
            for one in sent.opinions:
                one.answer = None if one.answer is answer else one.answer
        self.answers.remove(answer)

    async def _respond(self, name: str, kind: str, **given: Any) -> dict[str, Any]:
        return await self._do(name, kind, {**given, "idempotencyKey": new_key()}, RESPONSE)

    async def _do(self, name: str, kind: str, given: dict[str, Any], wanted: str) -> dict[str, Any]:
        """Do it as staff, again while an event that it needs is on its way."""
        async with asyncio.timeout(30):
            while True:
                made = await self.staff.do(name, kind, given, wanted)
                if made["__typename"] != "Problems":
                    return made
                code = made["problems"][0]["code"]
                assert code.endswith("_NOT_KNOWN_YET"), (name, made)
                await asyncio.sleep(0.2)

    def opinions_of(self, *fates: str, most: int | None = None) -> list[tuple[Sent, Opinion]]:
        """Return the opinions of inputs of some fates, the first ``most`` of each."""
        return [(sent, one) for sent in self.of(*fates) for one in sent.opinions[:most]]


def headings_led_to(answers: Iterable[Answer]) -> dict[str, set[str]]:
    """Return the published answers that changed each clause, by its heading."""
    led: defaultdict[str, set[str]] = defaultdict(set)
    for one in answers:
        if one.state == "PUBLISHED" and one.kind == "clause" and one.about:
            led[one.about].add(one.id)
    return led
