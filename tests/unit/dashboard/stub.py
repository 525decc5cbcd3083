"""A gateway of its own for the dashboard's unit tests: answers by operation name, or is away."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.unit.dashboard import topics, traces, workshops

NAMES = ("submitters", "comments", "points")
_NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def units(*numbers: int, **more: Any) -> dict[str, Any]:
    """Submitters, comments, points."""
    return {**dict(zip(NAMES, numbers, strict=True)), **more}


def stage(name: str, state: str, planned: list[str], used: list[str], *numbers: int) -> Any:
    """One cell of policies × stages."""
    numbers = numbers or (0, 0, 0)
    return units(
        *numbers,
        cycle=1,
        stage=name,
        state=state,
        startsOn="2026-04-01",
        endsOn="2027-03-31",
        plannedMethods=planned,
        usedMethods=used,
        withdrawn=1 if numbers[0] else 0,
        byMethod=[units(*numbers, method=method) for method in used],
        byChannel=[units(*numbers, channel="WEB")] if numbers[0] else [],
    )


def comment(number: int, text: str, **more: Any) -> dict[str, Any]:
    """One input."""
    return {
        "commentId": f"comment-{number}",
        "consultationId": "consultation-1",
        "policyId": "policy-1",
        "cycle": 1,
        "stage": "PLANNING",
        "channel": "WEB",
        "clauseId": "clause-1",
        "acceptedAt": (_NOON - timedelta(minutes=number)).isoformat().replace("+00:00", "Z"),
        "receivedOn": "2026-11-23",
        "state": "ACCEPTED",
        "consultation": {"title": "地域公共交通計画（素案）への意見募集"},
        "comment": {
            "text": text,
            "version": 1,
            "late": False,
            "clause": {"path": "第2章", "heading": "バス路線の見直し", "body": ""},
        },
        **more,
    }


def _policies() -> list[dict[str, Any]]:
    return [
        {
            "policyId": "policy-1",
            "title": "地域公共交通計画",
            "field": "交通",
            "stages": [
                stage(
                    "PLANNING",
                    "OPEN",
                    ["PUBLIC_COMMENT", "WORKSHOP", "SURVEY"],
                    ["PUBLIC_COMMENT", "WORKSHOP"],
                    1180,
                    1316,
                    1702,
                ),
                stage("IMPLEMENTATION", "PLANNED", ["BRIEFING"], []),
                stage("EVALUATION", "PLANNED", ["SURVEY"], []),
                stage("IMPROVEMENT", "PLANNED", [], []),
            ],
        },
        {
            "policyId": "policy-2",
            "title": "みどりの基本計画 <第二次>",
            "field": "環境",
            "stages": [
                stage(
                    "PLANNING",
                    "CLOSED",
                    ["PUBLIC_COMMENT", "HEARING"],
                    ["PUBLIC_COMMENT"],
                    17,
                    21,
                    34,
                ),
                stage("IMPLEMENTATION", "OPEN", ["WORKSHOP"], []),
            ],
        },
    ]


def _stage_counts() -> dict[str, Any]:
    days = [f"2026-11-{day:02}" for day in range(1, 24)]
    return {
        **_policies()[0]["stages"][0],
        "byChannel": [units(1100, 1200, 1500, channel="WEB"), units(50, 66, 90, channel="POST")],
        "bySubmitterKind": [units(1150, 1250, 1600, submitterKind="PERSON")],
        "byDay": [
            units(5 + n, 6 + n * 2, 9 + n * 3, day=day, method="PUBLIC_COMMENT", channel=channel)
            for n, day in enumerate(days)
            for channel in ("WEB", "POST", "COUNTER")
        ],
        "asOf": "2026-11-23T03:00:00.000Z",
        "consultations": [
            {"consultationId": "consultation-1", "title": "地域公共交通計画（素案）への意見募集"}
        ],
        "byClause": [
            {"clauseId": None, "comments": 40, "together": False},
            {"clauseId": "clause-1", "comments": 55, "together": False},
        ],
        "activities": [
            {
                "activityId": "activity-1",
                "method": "WORKSHOP",
                "title": "北部地区 市民カフェ",
                "heldOn": "2026-10-18",
                "participants": 38,
                "submitters": None,
                "comments": None,
                "points": 112,
            }
        ],
    }


def sentence(code: str, text: str, *paths: str) -> dict[str, Any]:
    """One sentence of a summary."""
    links = [{"label": "引用した意見", "path": path} for path in paths]
    return {"code": code, "text": text, "quotation": None, "citations": links}


def _summary() -> dict[str, Any]:
    quote = "いちばん早く届いた意見：「<b>歩道</b>を広げて」"
    methods = [sentence("METHODS", "予定した手法は3、実施した手法は2です。")]
    waiting = [sentence("QUOTE_OLDEST_UNANSWERED", quote, "/staff/comments/comment-1/points")]
    return {
        "asOf": "2026-11-23T03:00:00.000Z",
        "inCharge": True,
        "document": "/staff/summary/policy-1/1/PLANNING",
        "sections": [
            {"code": "methods", "heading": "手法の予定と実施", "sentences": methods},
            {"code": "open", "heading": "答えの出ていないこと", "sentences": waiting},
        ],
    }


def _folds() -> list[dict[str, Any]]:
    shown = {"text": "増税に<反対>です。", "receivedOn": "2026-11-20", "state": "ACCEPTED"}
    gone = {"text": "見せない文", "receivedOn": "2026-11-20", "state": "WITHDRAWN"}
    return [
        {"id": "fold-2", "size": 3, "wordings": 1, "same": 3, "comment": shown},
        {"id": "fold-1", "size": 812, "wordings": 9, "same": 700, "comment": gone},
    ]


class Answers:
    """What the stub says; tests change it while it runs."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Say again what it says at first."""
        self.asked: list[dict[str, Any]] = []
        self.status = 200
        self.raw: bytes | None = None
        self.inputs = [
            comment(1, "バスの本数を増やしてください。\n**夕方**が特に少ないです。"),
            comment(2, "<script>alert(1)</script> [link](javascript:alert(1))", channel="POST"),
            comment(3, "", state="WITHDRAWN"),
            comment(4, "あ" * 1500, policyId=None, cycle=None, stage=None, clauseId=None),
        ]
        self.overview: dict[str, Any] = {
            "asOf": "2026-11-23T03:00:00.000Z",
            "policies": _policies(),
            "total": units(
                1204,
                1344,
                1745,
                withdrawn=2,
                byMethod=[
                    units(1200, 1340, 1633, method="PUBLIC_COMMENT"),
                    units(4, 4, 112, method="WORKSHOP"),
                ],
                byChannel=[
                    units(1100, 1200, 1400, channel="WEB"),
                    units(100, 140, 233, channel="POST"),
                ],
            ),
            "unlinked": units(7, 7, 9, withdrawn=0, byChannel=[]),
        }
        self.trace: dict[str, Any] | None = None
        self.trace_changes: dict[str, Any] = {}
        self.progress: dict[str, Any] = {
            "unanswered": 1213,
            "answered": 420,
            "outdated": 2,
            "states": [{"state": "DRAFT", "count": 3}, {"state": "PUBLISHED", "count": 12}],
        }
        self.summary: dict[str, Any] | None = _summary()
        self.folds = _folds()
        self.topics = topics.answers()
        self.system_status: dict[str, Any] = {
            "totalLag": 0,
            "deadLetters": 0,
            "partitions": [{"partition": "kyodo.public_comment-0", "lag": 0}],
        }

    def answer(self, operation: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The ``data`` of one operation."""
        edges = [{"node": item} for item in self.inputs][: variables.get("first", 20)]
        clauses = [
            {"id": "clause-1", "path": "第2章", "heading": "見直し", "body": "", "position": 1}
        ]
        data: dict[str, dict[str, Any]] = {
            "Overview": {"overview": self.overview},
            "StageCounts": {
                "stageCounts": _stage_counts() if variables.get("policyId") == "policy-1" else None
            },
            "Inputs": {
                "inputs": {
                    "edges": edges,
                    "pageInfo": {
                        "hasNextPage": not variables.get("after"),
                        "endCursor": "end",
                    },
                }
            },
            "Clauses": {"consultation": {"revision": {"clauses": clauses}}},
            "SystemStatus": {"systemStatus": self.system_status},
            "StageSummary": {"stageSummary": self.summary},
            "Consultations": {
                "consultations": {
                    "edges": [
                        {"node": {"id": "consultation-1", "title": "素案への意見募集"}},
                    ],
                    "pageInfo": {"hasNextPage": False, "endCursor": None},
                }
            },
            "Folds": {
                "folds": {
                    "edges": [{"node": one} for one in self.folds],
                    "pageInfo": {"hasNextPage": not variables.get("after"), "endCursor": "end"},
                }
            },
            "AnswerProgress": {"responseProgress": self.progress},
            **workshops.answers(str(variables.get("id"))),
        }
        if operation in self.topics:
            return {**self.topics[operation]}
        return data[operation] if operation in data else self._traced(operation, variables)

    def _traced(self, operation: str, variables: dict[str, Any]) -> dict[str, Any]:
        known = {
            "TraceOfReceipt": traces.of_receipt(),
            "TraceOfComment": traces.of_comment(),
            "TraceOfClause": traces.of_clause(variables.get("after")),
        }
        name = f"{operation[0].lower()}{operation[1:]}"
        return {name: self.trace or {**known[operation], **self.trace_changes}}


@contextmanager
def a_gateway(token: str | None, port: int = 0) -> Iterator[tuple[Answers, str]]:
    """Serve until the block ends; yields the answers and the address."""
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name that http.server calls
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answers.asked.append(body)
            shown = self.headers["Authorization"] or ""
            # Without a token of its own it takes whatever looks like the provider's.
            allowed = shown == f"Bearer {token}" if token else shown.count(".") == 2
            self.send_response(answers.status if allowed else 401)
            self.end_headers()
            if answers.raw is not None:
                self.wfile.write(answers.raw)
                return
            data = answers.answer(body["operationName"], body["variables"])
            self.wfile.write(json.dumps({"data": data}).encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield answers, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
