"""However long a list is, each service is asked once for what its items need."""

from collections.abc import Callable, Sequence
from typing import Any

from gateway.batching import Unchanging, by_id
from tests.unit.gateway.conftest import UNDECIDED, Caller

COUNT = 20
INPUTS = """query ($first: Int!) {
  inputs(first: $first) {
    edges { node {
      commentId
      consultation { title }
      policy { title }
      comment { text clause { number heading } }
    } }
  }
}"""


class Services:
    """Stand-ins of all three services that count how often they are asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def inputs(self, *_: Any) -> dict[str, Any]:
        self.asked.append("inputs")
        return {"items": [_input(number) for number in range(COUNT)], "next": None}

    async def comments(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        self.asked.append("comments")
        return [_comment(id_) for id_ in ids if id_ != "m3"]

    async def splittings(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        return []

    points = splittings

    async def consultations(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        self.asked.append("consultations")
        return [_consultation(id_) for id_ in ids]

    async def policies(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        self.asked.append("policies")
        return [_policy(id_) for id_ in ids]

    async def documents(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        self.asked.append("documents")
        return []

    async def revisions(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        self.asked.append("revisions")
        return [_revision(id_) for id_ in ids]


async def test_a_page_of_inputs_asks_each_thing_once(make_caller: Callable[..., Caller]) -> None:
    services = Services()
    caller = make_caller(insight=services, public_comment=services, policies=services)
    answer = await caller.ask(INPUTS, {"first": COUNT}, as_staff=True)
    nodes = [edge["node"] for edge in answer.json["data"]["inputs"]["edges"]]
    assert [node["commentId"] for node in nodes] == [f"m{number}" for number in range(COUNT)]
    assert nodes[5]["comment"] == {"text": "m5の意見", "clause": {"number": "1", "heading": "k1"}}
    assert nodes[3]["comment"] is None
    assert sorted(services.asked) == [
        "comments",
        "consultations",
        "inputs",
        "policies",
        "revisions",
    ]


async def test_a_published_revision_is_read_once_for_all_requests(
    make_caller: Callable[..., Caller],
) -> None:
    services = Services()
    caller = make_caller(insight=services, public_comment=services, policies=services)
    for _ in range(3):
        await caller.ask(INPUTS, {"first": COUNT}, as_staff=True)
    assert services.asked.count("revisions") == 1
    assert services.asked.count("comments") == 3


async def test_ids_that_cannot_be_ids_are_not_asked_for() -> None:
    asked: list[Sequence[str]] = []

    async def fetch(ids: Sequence[str]) -> list[dict[str, str]]:
        asked.append(ids)
        return [{"id": id_} for id_ in ids]

    loader = by_id(fetch)
    assert await loader.load_many(["a", "b,c", "", "x" * 65, "d&e=1", "ｆ"]) == [
        {"id": "a"},
        None,
        None,
        None,
        None,
        None,
    ]
    assert asked == [["a"]]
    assert await by_id(fetch).load("?") is None
    assert len(asked) == 1


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    kept: Unchanging[int] = Unchanging(2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    assert kept.get("a") == 1
    kept.keep("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)


def _input(number: int) -> dict[str, Any]:
    return {
        "comment_id": f"m{number}",
        "consultation_id": f"c{number % 2}",
        "policy_id": "p1",
        "cycle": 1,
        "stage": "PLANNING",
        "method": "PUBLIC_COMMENT",
        "channel": "WEB",
        "clause_id": f"k{number % 2}",
        "accepted_at": "2026-11-23T00:00:00.000Z",
        "received_on": "2026-11-23",
        "late": False,
        "version": 1,
        "state": "accepted",
    }


def _comment(id_: str) -> dict[str, Any]:
    number = int(id_[1:]) % 2
    return {
        "id": id_,
        "consultation_id": f"c{number}",
        "clause_id": f"k{number}",
        "passage": None,
        "attachments": [],
        "text": f"{id_}の意見",
        "version": 1,
        "channel": "WEB",
        "submitter_kind": "PERSON",
        "received_on": "2026-11-23",
        "accepted_at": "2026-11-23T00:00:00.000Z",
        "late": False,
        "state": "accepted",
    }


def _consultation(id_: str) -> dict[str, Any]:
    return {
        "id": id_,
        "title": id_,
        "summary": "",
        "document_id": "d1",
        "revision_id": "r1",
        "links": [],
        "opens_at": "2026-11-01T00:00:00.000Z",
        "closes_at": "2026-12-01T00:00:00.000Z",
        "channels": ["WEB"],
        "contact": "",
        "department_id": None,
        "particulars": {},
        "purpose_of_use": "",
        "kept_until": None,
        "paper_rule": "POSTMARK",
        "state": "open",
        **UNDECIDED,
    }


def _policy(id_: str) -> dict[str, Any]:
    names = ("title", "summary", "field", "area", "department", "department_id")
    return {
        "id": id_,
        **dict.fromkeys(names, "x"),
        "stages": [],
        "activities": [],
        "created_at": "2026-11-01T00:00:00.000Z",
    }


def _revision(id_: str) -> dict[str, Any]:
    return {
        "id": id_,
        "document_id": "d1",
        "policy_id": "p1",
        "number": 1,
        "kind": "DRAFT",
        "title": "素案",
        "published_at": "2026-11-01T00:00:00.000Z",
        "clauses": [
            {
                "id": f"k{number}",
                "parent_id": None,
                "position": number,
                "depth": 0,
                "number": str(number),
                "heading": f"k{number}",
                "body": "",
                "path": str(number),
            }
            for number in range(2)
        ],
        "skipped": [],
    }
