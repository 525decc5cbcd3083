"""Answers while the faults strike: drafted, written anew, and read back word for word."""

from collections import Counter

from tests.bench.graphql import Refusal
from tests.bench.system import Document
from tests.chaos.ledger import Answered
from tests.chaos.loads import GaveUp, People, note
from tests.chaos.topic import read_topic
from tests.chaos.verify import Evidence, Verdict

SUMMARY = "バスの便を増やしてほしい。"
_CONTENT = {"classCode": "FOR_REFERENCE", "summary": SUMMARY}
_RESULT = """{
    __typename
    ... on Response { id version }
    ... on Problems { problems { code message } }
  }"""
_DRAFT = f"mutation D($input: DraftResponseInput!) {{ draftResponse(input: $input) {_RESULT} }}"
_REVISE = f"mutation R($input: ReviseResponseInput!) {{ reviseResponse(input: $input) {_RESULT} }}"


async def answer(people: People) -> None:
    """Staff begin an answer. It answers a theme: no comment need be known to the service yet."""
    case = people.town.consultation_id
    await draft(people, [{"kind": "ISSUE", "id": people.key(), "caseId": case}])


async def draft(people: People, subjects: list[dict[str, str]]) -> None:
    """Begin an answer to some subjects."""
    key = people.key()
    given = {
        "deskId": people.desk_id,
        "subjects": subjects,
        "content": {**_CONTENT, "text": people.text(key)},
        "idempotencyKey": key,
    }
    try:
        made = await people.insist(people.staff, _DRAFT, given)
    except (Refusal, GaveUp) as error:
        note(people, key, error)
        return
    text = given["content"]["text"]  # type: ignore[index]
    people.ledger.answered.append(Answered(made["id"], made["version"], [text]))


async def revise(people: People) -> None:
    """Staff write an earlier answer anew, on the version they were told of."""
    free = [each for each in people.ledger.answered[-200:] if not each.busy]
    if not free:
        return
    chosen = people.chance.choice(free)
    key = people.key()
    chosen.busy, chosen.maybe = True, people.text(key)
    given = {
        "responseId": chosen.response_id,
        "version": chosen.version,
        "content": {**_CONTENT, "text": chosen.maybe},
        "idempotencyKey": key,
    }
    try:
        made = await people.insist(people.staff, _REVISE, given)
    except (Refusal, GaveUp) as error:
        note(people, key, error)
        return
    chosen.version = made["version"]
    chosen.acknowledged.append(chosen.maybe)
    chosen.maybe, chosen.busy = None, False


async def every_answer_is_kept(evidence: Evidence, verdict: Verdict) -> None:
    """Each answer holds every text that was acknowledged, once, and its events are in order."""
    database = evidence.client[f"{evidence.system.database_prefix}_responses"]
    rows = {row["_id"]: row for row in database["responses"].find({})}
    for told in evidence.ledger.answered:
        row = rows.get(told.response_id)
        kept = [] if row is None else [one["content"]["text"] for one in row["versions"]]
        if kept not in (told.acknowledged, [*told.acknowledged, told.maybe]):
            verdict.lost += 1
            verdict.remark(f"lost a text of answer {told.response_id}")
        else:
            verdict.found += 1
    texts = Counter(row["versions"][0]["content"]["text"] for row in rows.values())
    verdict.doubled += sum(count - 1 for count in texts.values())
    await _in_order(evidence, verdict, rows)
    verdict.facts["answers_kept"] = len(rows)


async def _in_order(evidence: Evidence, verdict: Verdict, rows: dict[str, Document]) -> None:
    order = await read_topic(evidence.system, "responses")
    verdict.out_of_order += order.out_of_order
    for id_, row in rows.items():
        if order.last.get(id_, 0) != row["sequence"]:
            verdict.lost += 1
            verdict.remark(f"topic: answer {id_} has {order.last.get(id_, 0)} of {row['sequence']}")
