"""Recruitments for tests: one that is open, and one whose period only time could end."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pymongo import MongoClient

from shared.clock import today_jst
from shared.ids import new_id
from tests.bench.graphql import GraphQL
from tests.support.people import cast

_PROBLEMS = "... on Problems { problems { code message } }"


def open_recruitment(environment: Mapping[str, str]) -> str:
    """Let staff call for applications to a committee of their own; return the recruitment's id.

    An essay of 5 to 100 characters is asked for, and applications are taken today.
    """
    return asyncio.run(_called(environment))


async def _called(environment: Mapping[str, str]) -> str:
    people, today = cast(environment), today_jst()
    days = {"opensOn": 0, "lastDay": 20, "termStartsOn": 60, "termEndsOn": 600, "countedOn": 60}
    committee = {
        **{"name": "試しの委員会", "basis": "試しの条例", "purpose": "試すためです。"},
        **{"departmentId": people.department, "publicSeats": 2},
    }
    call = {
        **{name: (today + timedelta(days=many)).isoformat() for name, many in days.items()},
        **{"title": "試しの公募", "seats": 2, "ties": ["LIVE", "WORK"], "contact": "試し"},
        **{"steps": ["ESSAY"], "criteria": [{"name": "意欲"}]},
        **{"essayQuestion": "何をしたいですか。", "essayLeast": 5, "essayMost": 100},
    }
    async with GraphQL(environment["KYODO_GATEWAY_URL"], people.tokens["staff"]) as staff:
        id_ = await _made(staff, "foundCommittee", "FoundCommitteeInput", "Committee", committee)
        given = {**call, "committeeId": id_}
        return await _made(
            staff, "callForApplications", "CallForApplicationsInput", "Recruitment", given
        )


async def _made(staff: GraphQL, field: str, kind: str, type_: str, given: dict[str, Any]) -> str:
    body = f"{{ __typename ... on {type_} {{ id }} {_PROBLEMS} }}"
    document = f"mutation R($input: {kind}!) {{ {field}(input: $input) {body} }}"
    made = await staff.mutate(document, {**given, "idempotencyKey": new_id()})
    return str(made["id"])


def ended() -> dict[str, Any]:
    """Write the change of a recruitment of which yesterday was the last day."""
    last = (today_jst() - timedelta(days=1)).isoformat()
    return {"$set": {"call.opens_on": last, "call.last_day": last, "last_day": last}}


def end_recruitment(environment: Mapping[str, str], recruitment_id: str) -> None:
    """Let yesterday have been its last day."""
    with MongoClient[dict[str, Any]](environment["KYODO_MONGO_URL"]) as client:
        for name in client.list_database_names():
            if name.endswith("committee_recruitment"):
                client[name]["recruitments"].update_one({"_id": recruitment_id}, ended())
