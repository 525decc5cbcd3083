"""At the end: some answers are decided and published, and everyone reads what was acknowledged."""

import asyncio
from collections.abc import Iterable

from tests.bench.graphql import GraphQL, Refusal
from tests.bench.system import Document, System
from tests.chaos.answers import draft
from tests.chaos.ledger import Answered
from tests.chaos.loads import GaveUp, People, look, note
from tests.chaos.verify import Evidence, Verdict

_AT_ONCE = 10
_TRIES = 5
_AGAIN_AFTER_S = 2.0
_RESULT = "__typename ... on Response { version } ... on Problems { problems { code message } }"
_ROUTES = """mutation T($input: SetApprovalRoutesInput!) { setApprovalRoutes(input: $input) {
    __typename
    ... on ApprovalRoutes { version }
    ... on Problems { problems { code message } }
  } }"""
_ASK = f"mutation A($input: AskApprovalInput!) {{ askApproval(input: $input) {{ {_RESULT} }} }}"
_APPROVE = (
    f"mutation V($input: DecideResponseInput!) {{ approveResponse(input: $input) {{ {_RESULT} }} }}"
)
PUBLISH = """mutation P($input: PublishResponsesInput!) { publishResponses(input: $input) {
    __typename
    ... on Publication { published }
    ... on Problems { problems { code message } }
  } }"""
_WAITING = """query W($id: ID!) {
  unanswered(consultationId: $id, first: 20) { edges { node { kind id } } }
}"""
_PUBLIC = """query R($id: ID!, $after: String) {
  publishedResponses(consultationId: $id, first: 20, after: $after) {
    edges { node { id content { text } } } pageInfo { hasNextPage endCursor }
  }
}"""


async def publish(system: System, people: People) -> None:
    """Answer some comments together; have that answer and some others decided; publish them."""
    tokens = system.people.tokens
    async with (
        GraphQL(system.gateway_url, tokens["admin"]) as admin,
        GraphQL(system.gateway_url, tokens["approver"]) as approver,
    ):
        route = {"name": "課長決裁", "deskIds": [system.people.desks["approver"]]}
        given = {"departmentId": system.department_id, "version": 0, "routes": [route]}
        await surely(people, admin, _ROUTES, {**given, "idempotencyKey": people.key()})
        await _answer_comments(people)
        free = [each for each in people.ledger.answered if not each.busy]
        chosen = [one for one in free[-_AT_ONCE:] if await decided(people, approver, one)]
    given = {"consultationId": people.town.consultation_id, "partial": True}
    if await surely(people, people.staff, PUBLISH, {**given, "idempotencyKey": people.key()}):
        people.ledger.published |= {one.response_id: one.acknowledged[-1] for one in chosen}


async def _answer_comments(people: People) -> None:
    """Answer comments that wait; one that has just been withdrawn or split is left to the next."""
    for _ in range(_TRIES):
        found = await look(people.staff, _WAITING, {"id": people.town.consultation_id})
        nodes = [edge["node"] for edge in found["edges"]] if found else []
        whole = [node["id"] for node in nodes if node["kind"] == "COMMENT"]
        before = len(people.ledger.answered)
        if whole:
            case = people.town.consultation_id
            await draft(people, [{"kind": "COMMENT", "id": id_, "caseId": case} for id_ in whole])
        if len(people.ledger.answered) > before:
            return
        await asyncio.sleep(_AGAIN_AFTER_S)


async def decided(people: People, approver: GraphQL, one: Answered) -> bool:
    """Ask for approval and give it; say whether the answer is decided."""
    for through, document in ((people.staff, _ASK), (approver, _APPROVE)):
        given = {"responseId": one.response_id, "version": one.version}
        made = await surely(people, through, document, {**given, "idempotencyKey": people.key()})
        if made is None:
            return False
        one.version = made["version"]
    return True


async def surely(
    people: People, through: GraphQL, document: str, given: Document
) -> Document | None:
    """Send it until there is an answer; None if it was refused, or none came."""
    try:
        return await people.insist(through, document, given)
    except (Refusal, GaveUp) as error:
        note(people, given["idempotencyKey"], error)
        return None


async def what_is_published_was_acknowledged(evidence: Evidence, verdict: Verdict) -> None:
    """Everyone reads each published answer once, in its last words, and no other answer."""
    shown: list[Document] = []
    given: Document = {"id": evidence.town.consultation_id, "after": None}
    async with GraphQL(evidence.system.gateway_url) as anyone:
        while True:
            page = (await anyone.run(_PUBLIC, given))["publishedResponses"]
            shown += [edge["node"] for edge in page["edges"]]
            if not page["pageInfo"]["hasNextPage"]:
                break
            given["after"] = page["pageInfo"]["endCursor"]
    compare_published(evidence.ledger.published, shown, verdict)


def compare_published(told: dict[str, str], shown: Iterable[Document], verdict: Verdict) -> None:
    """Hold what everyone reads against what was acknowledged; nothing at all is a fault, too."""
    read = [(one["id"], one["content"]["text"]) for one in shown]
    missing = set(told.items()) - set(read)
    strangers = {id_ for id_, _ in read} - set(told)
    verdict.lost += len(missing) + (not told)
    verdict.doubled += len(read) - len({id_ for id_, _ in read}) + len(strangers)
    if missing or strangers or not told:
        verdict.remark(
            f"published: {len(told)} acknowledged, {len(missing)} of them missing or in other "
            f"words, {len(strangers)} that nobody published"
        )
    verdict.facts["published"] = len(read)
