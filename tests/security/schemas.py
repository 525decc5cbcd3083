"""Cases made from the schemas, right and wrong: no service, nor the gateway, may break on one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from gateway.export import SCHEMA_FILE
from infra.local.stack import Stack
from shared.auth import GATEWAY, service_token
from shared.caller import STRANGER, Caller, Role
from tests.security.report import Report
from tests.support.people import PEOPLE, Cast

SERVICES = (
    *("policies", "public-comment", "insight", "people", "keys", "responses", "open-data"),
    *("folding", "comment-search", "insight-topics", "workshops", "issue-proposals"),
    "committee-recruitment",
)
# What a service answers when what it stands on is away; under attack it is not.
BROKEN = 500
# These end or begin something for everybody in the system that is being tried.
LEFT_ALONE = ("/rebuild",)
NO_SUCH_KINDS = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)

Try = Callable[[Any], str]


def attack_services(
    stack: Stack, people: Cast, cases: int, first_seed: int, report: Report
) -> None:
    """Try every operation of every service, as every kind of caller."""
    known = {name: _openapi(stack, name) for name in SERVICES}
    count = sum(len(list(_operations(schema))) for schema in known.values())
    each = max(1, -(-cases // (2 * count)))
    callers = cycle([STRANGER, *_callers(people)])
    for name, schema in known.items():
        url = stack.url(name)
        with requests.Session() as session:
            for operation in _operations(schema):
                _without_a_token(session, url, operation, report)

                def attempt(case: Any, name: str = name, url: str = url) -> str:
                    key = stack.environment["KYODO_SERVICE_KEY"]
                    audience = name.replace("-", "_")
                    token = service_token(key, GATEWAY, audience, next(callers))
                    headers = {"Authorization": f"Bearer {token}"}
                    answer = case.call(base_url=url, headers=headers, session=session)
                    return _fault_of_service(
                        f"{name} {case.method} {case.path} {case.body!r:.300}", answer
                    )

                for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                    strategy = operation.as_strategy(generation_mode=mode)
                    _run(strategy, attempt, each, first_seed, report, f"schema {name}")


def attack_graphql(stack: Stack, people: Cast, cases: int, first_seed: int, report: Report) -> None:
    """Try every query and mutation with generated documents, as everybody by turns."""
    schema = schemathesis.graphql.from_file(SCHEMA_FILE.read_text("utf-8"))
    operations = list(_operations(schema))
    each = max(1, -(-cases // len(operations)))
    tokens = cycle(["", *(people.tokens[name] for name in PEOPLE)])
    url = f"{stack.url('gateway')}/graphql"
    with requests.Session() as session:

        def attempt(case: Any) -> str:
            token = next(tokens)
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = session.post(url, json={"query": case.body}, headers=headers, timeout=60)
            return _fault_of_graphql(answer)

        for operation in operations:
            _run(operation.as_strategy(), attempt, each, first_seed, report, "schema graphql")


def _run(
    strategy: Any, attempt: Try, examples: int, first_seed: int, report: Report, kind: str
) -> None:
    @seed(first_seed)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=NO_SUCH_KINDS,
    )
    @given(case=strategy)
    def each_case(case: Any) -> None:
        report.note(kind, attempt(case))

    try:
        each_case()
    except Unsatisfiable:
        return  # what has no parameters cannot be asked wrongly


def _openapi(stack: Stack, name: str) -> Any:
    key = stack.environment["KYODO_SERVICE_KEY"]
    token = service_token(key, GATEWAY, name.replace("-", "_"))
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"{stack.url(name)}/openapi.json", headers=headers, timeout=30)
    answer.raise_for_status()
    return schemathesis.openapi.from_dict(answer.json())


def _operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        operation = found.ok()
        if not operation.path.startswith(LEFT_ALONE):
            yield operation


def _callers(people: Cast) -> Sequence[Caller]:
    departments = {"staff": people.department, "other_staff": people.other_department}
    return [
        Caller(
            person_id=people.people[name],
            roles=frozenset(Role(role) for role in roles),
            desks=frozenset(filter(None, [people.desks.get(name, "")])),
            departments=frozenset(filter(None, [departments.get(name, "")])),
        )
        for name, (roles, _, _) in PEOPLE.items()
    ]


def _without_a_token(session: requests.Session, url: str, operation: Any, report: Report) -> None:
    if operation.path in ("/healthz", "/readyz", "/metrics"):
        return
    path = operation.path.replace("{", "").replace("}", "")
    answer = session.request(operation.method, url + path, json={}, timeout=30)
    fault = (
        "" if answer.status_code in (401, 403) else f"{path}: {answer.status_code} to a stranger"
    )
    report.note("no token", fault)


def _fault_of_service(what: str, answer: Any) -> str:
    if answer.status_code >= BROKEN:
        return f"{what}: {answer.status_code} {answer.text[:200]}"
    if answer.status_code >= 400 and not _says_codes(answer):
        return f"{what}: {answer.status_code} without a code: {answer.text[:200]}"
    return ""


def _says_codes(answer: Any) -> bool:
    try:
        errors = answer.json()["errors"]
    except (ValueError, KeyError, TypeError):
        return False
    return bool(errors) and all(error["code"] for error in errors)


def _fault_of_graphql(answer: requests.Response) -> str:
    if answer.status_code not in (200, 400, 413):
        return f"{answer.status_code} {answer.text[:200]}"
    try:
        body: Mapping[str, Any] = answer.json()
    except ValueError:
        return f"no JSON: {answer.text[:200]}"
    codes = {error["extensions"]["code"] for error in body.get("errors", ())}
    return f"{codes}: {body['errors'][:1]}" if codes & {"INTERNAL", "UNAVAILABLE"} else ""
