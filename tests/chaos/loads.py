"""What people do while the faults strike. Areas with a file of their own join in ``run``."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bench.graphql import SUBMIT, GraphQL, NotNow, Refusal
from tests.bench.texts import comment
from tests.bench.town import Town
from tests.chaos.ledger import Accepted, Ledger

_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.2, 2.0
_FIELDS = "receiptNumber confirmationNumber salt commitment acceptedAt repeated"
_ENTER = f"""
mutation EnterComment($input: EnterCommentInput!) {{
  enterComment(input: $input) {{
    __typename
    ... on CommentReceipt {{ {_FIELDS} }}
    ... on Problems {{ problems {{ code message }} }}
  }}
}}
"""
_CORRECT = """
mutation CorrectComment($input: CorrectCommentInput!) {
  correctComment(input: $input) {
    __typename
    ... on OpenedReceipt { text commitment }
    ... on Problems { problems { code message } }
  }
}
"""
_WITHDRAW = """
mutation WithdrawComment($input: WithdrawCommentInput!) {
  withdrawComment(input: $input) {
    __typename
    ... on OpenedReceipt { state }
    ... on Problems { problems { code message } }
  }
}
"""


class GaveUp(Exception):
    """No answer came before the run's end."""


@dataclass
class People:
    """What every kind of load works with."""

    citizen: GraphQL
    staff: GraphQL
    town: Town
    chance: random.Random
    desk_id: str
    ledger: Ledger = field(default_factory=Ledger)
    patience_s: float = 120.0
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def key(self) -> str:
        """A key as the form makes one: new for each comment, kept for its retries."""
        return f"chaos-{self.chance.getrandbits(128):032x}"

    def text(self, key: str) -> str:
        """A text that occurs once: a second document with it would be a doubled comment."""
        return f"{comment(self.chance)}（{key[-12:]}）"

    async def insist(
        self, through: GraphQL, document: str, given: dict[str, Any]
    ) -> dict[str, Any]:
        """Send the same again until there is an answer, as the web form does.

        Raises:
            Refusal: the system said no.
            GaveUp: none came for ``patience_s`` seconds.
        """
        began, wait = time.monotonic(), _FIRST_WAIT_S
        self.ledger.tries += 1
        while True:
            try:
                return await through.mutate(document, given)
            except NotNow as error:
                if time.monotonic() - began > self.patience_s:
                    raise GaveUp(str(error)) from error
            self.ledger.retries += 1
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT_S)


@dataclass(frozen=True)
class Load:
    """One kind: how often it is picked, and what it does."""

    name: str
    weight: int
    act: Callable[[People], Awaitable[None]]


async def submit(people: People) -> None:
    """A citizen comments on the web."""
    key = people.key()
    given = {
        "consultationId": people.town.consultation_id,
        "clauseId": people.chance.choice([None, *people.town.clause_ids]),
        "text": people.text(key),
        "submitterKind": "PERSON",
        "idempotencyKey": key,
    }
    await accept(people, people.citizen, SUBMIT, given, "WEB")


async def submit_named(people: People) -> None:
    """A citizen comments on the web and gives a name: no comment without it, no name in plain."""
    key = people.key()
    given = {
        "consultationId": people.town.consultation_id,
        "clauseId": None,
        "text": people.text(key),
        "submitterKind": "PERSON",
        "idempotencyKey": key,
        "particulars": [{"kind": "NAME", "text": f"氏名 {key[-12:]}"}],
    }
    await accept(people, people.citizen, SUBMIT, given, "WEB")


async def enter(people: People) -> None:
    """Staff type in a letter."""
    key = people.key()
    given = {
        "consultationId": people.town.consultation_id,
        "clauseId": people.chance.choice([None, *people.town.clause_ids]),
        "text": people.text(key),
        "submitterKind": "GROUP",
        "channel": "POST",
        # Yesterday holds in every time zone that the run may be in.
        "receivedOn": (datetime.now(UTC) - timedelta(days=1)).date().isoformat(),
        "idempotencyKey": key,
    }
    await accept(people, people.staff, _ENTER, given, "POST")


async def correct(people: People) -> None:
    """A citizen replaces the text of an earlier comment."""
    chosen = pick(people)
    if chosen is None:
        return
    key = people.key()
    chosen.busy, chosen.maybe = True, people.text(key)
    given = {**secret(chosen), "text": chosen.maybe, "idempotencyKey": key}
    try:
        await people.insist(people.citizen, _CORRECT, given)
    except (Refusal, GaveUp) as error:
        note(people, key, error)
        return
    chosen.acknowledged.append(chosen.maybe)
    chosen.maybe, chosen.busy = None, False


async def withdraw(people: People) -> None:
    """A citizen takes a comment back."""
    chosen = pick(people)
    if chosen is None:
        return
    key = people.key()
    chosen.busy, chosen.withdrawn = True, None
    try:
        await people.insist(people.citizen, _WITHDRAW, {**secret(chosen), "idempotencyKey": key})
    except Refusal as error:
        # The answer to our own first try was lost: the second one finds it done.
        if error.code == "ALREADY_WITHDRAWN":
            chosen.withdrawn = True
        else:
            note(people, key, error)
        return
    except GaveUp as error:
        note(people, key, error)
        return
    chosen.withdrawn = True


LOADS = (
    Load("submit", 70, submit),
    Load("submit_named", 10, submit_named),
    Load("enter", 8, enter),
    Load("correct", 8, correct),
    Load("withdraw", 4, withdraw),
)


async def live(people: People, loads: Sequence[Load], rate: float) -> None:
    """Start one act after another, ``rate`` a second, until told to stop; then let all finish."""
    weights = [load.weight for load in loads]
    async with asyncio.TaskGroup() as tasks:
        while not people.stopping.is_set():
            (load,) = people.chance.choices(loads, weights)
            tasks.create_task(load.act(people))  # type: ignore[arg-type]  # a coroutine it is
            await asyncio.sleep(people.chance.expovariate(rate))


async def accept(
    people: People, through: GraphQL, document: str, given: dict[str, Any], channel: str
) -> Accepted | None:
    """Hand a comment in until there is a receipt; keep that and return it, or None."""
    try:
        receipt = await people.insist(through, document, given)
    except (Refusal, GaveUp) as error:
        note(people, given["idempotencyKey"], error)
        return None
    kept = Accepted(
        key=given["idempotencyKey"],
        receipt_number=receipt["receiptNumber"],
        confirmation_number=receipt["confirmationNumber"],
        salt=receipt["salt"],
        commitment=receipt["commitment"],
        consultation_id=given["consultationId"],
        clause_id=given["clauseId"],
        channel=channel,
        acknowledged=[given["text"]],
        name=given["particulars"][0]["text"] if "particulars" in given else None,
        passage=given.get("passage"),
        agrees=given.get("agreesToPublish", False),
        mail=given.get("mailAddress"),
    )
    people.ledger.accepted.append(kept)
    return kept


def pick(people: People) -> Accepted | None:
    free = [each for each in people.ledger.accepted[-500:] if not each.busy]
    return people.chance.choice(free) if free else None


def secret(chosen: Accepted) -> dict[str, str]:
    """What proves that somebody holds a receipt."""
    return {
        "receiptNumber": chosen.receipt_number,
        "confirmationNumber": chosen.confirmation_number,
    }


async def look(through: GraphQL, document: str, variables: dict[str, Any]) -> Any:
    """Read the one field that a query asks for; None while it cannot be had: another time then."""
    try:
        (found,) = (await through.run(document, variables)).values()
    except (NotNow, Refusal):
        return None
    return found


def note(people: People, key: str, error: Exception) -> None:
    """Keep that an act was refused, or that it never got an answer."""
    if isinstance(error, Refusal):
        people.ledger.refuse(error.code)
    else:
        people.ledger.unanswered.append(key)
