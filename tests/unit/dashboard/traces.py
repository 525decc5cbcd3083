"""What the stub says of traces."""

from typing import Any

_CLAUSE = {"id": "clause-1", "path": "第2章", "heading": "路線バス", "body": "便を減らします。"}
_NEW = {**_CLAUSE, "body": "便を増やします。"}
_REVISION = {"id": "revision-2", "title": "最終案", "number": 2}


def _response() -> dict[str, Any]:
    content = {
        "summary": "バスを増やしてほしい。",
        "text": "便を増やします。",
        "responseClass": {"name": "反映"},
    }
    return {"id": "response-1", "consultationId": "consultation-1", "content": content}


def an_answer() -> dict[str, Any]:
    """One that changed a clause."""
    change = {
        **{"state": "CHANGED", "note": "便の数を改めました", "clauseId": "clause-1"},
        "revision": _REVISION,
        "compared": {"change": "CHANGED", "before": _CLAUSE, "after": _NEW},
    }
    return {"changeState": "CHANGED", "response": _response(), "changes": [change]}


def _evaluation() -> list[dict[str, Any]]:
    at = {"cycle": 1, "policyId": "policy-1", "policy": {"title": "地域公共交通計画"}}
    activity = {"title": "到達度を確かめる会", "heldOn": "2027-02-01", "method": "BRIEFING"}
    held = [{"id": "consultation-9", "title": "評価への意見募集"}]
    return [
        {**at, "stage": "EVALUATION", "state": "EVALUATED", "activities": [activity],
         "consultations": held},
        {**at, "stage": "IMPROVEMENT", "state": "NOT_PLANNED", "activities": [],
         "consultations": []},
    ]  # fmt: skip


def _forward() -> dict[str, Any]:
    return {
        "state": "ACCEPTED",
        "late": False,
        "channel": "WEB",
        "acceptedAt": "2026-11-23T03:00:00.000Z",
        "answerState": "PARTLY_PUBLISHED",
        "evaluationState": "EVALUATED",
        "consultation": {"id": "consultation-1", "title": "地域公共交通計画（素案）への意見募集"},
        "clause": _CLAUSE,
        "place": a_place("PLACED"),
        "evaluation": _evaluation(),
    }


def a_place(state: str) -> dict[str, Any]:
    """Where a clause is."""
    there = state == "PLACED"
    change = {"PLACED": "CHANGED", "GONE": "DELETED"}.get(state)
    later = state in ("PLACED", "GONE", "UNSURE")
    return {
        **{"state": state, "reason": None, "change": change, "clause": _NEW if there else None},
        "revision": _REVISION if later else None,
    }


def of_receipt() -> dict[str, Any]:
    """A receipt's."""
    about = {"__typename": "ReceiptTrace", "receiptNumber": "1111-2222-3333", "duplicateOf": None}
    return {**_forward(), **about, "opinions": 2, "published": 1, "answers": [an_answer()]}


def of_comment() -> dict[str, Any]:
    """A comment's, of two opinions."""
    first = {
        **{"pointId": "point-1", "text": "夕方の<b>バス</b>を増やして。", "topic": ""},
        **{"answerState": "PUBLISHED", "responseId": "response-1", "responseState": "PUBLISHED"},
        **{"clause": _CLAUSE, "place": a_place("PLACED"), "answer": an_answer()},
    }
    second = {
        **{"pointId": "point-2", "text": "屋根も欲しい。", "topic": "", "answer": None},
        **{"answerState": "UNANSWERED", "responseId": None, "responseState": None},
        **{"clause": None, "place": a_place("WHOLE_PLAN")},
    }
    about = {"__typename": "CommentTrace", "commentId": "comment-1", "splitState": "SPLIT"}
    text = "夕方の<b>バス</b>を増やして。屋根も欲しい。"
    return {**_forward(), **about, "text": text, "opinions": [first, second]}


def of_clause(after: str | None) -> dict[str, Any]:
    """A clause's, with two pages of opinions."""
    point = {"responseId": "response-1", "kind": "POINT", "commentId": "comment-1"}
    first = [
        {**point, "pointId": "point-1", "state": "THERE", "text": "夕方の<b>バス</b>を増やして。"},
        {**point, "pointId": "point-3", "state": "SPLIT_ANEW", "text": None},
    ]
    second = [{**point, "pointId": "point-4", "state": "THERE", "text": "朝の便も。"}]
    pieces = [
        {"change": "SAME", "text": "便を"},
        {"change": "REMOVED", "text": "減"},
        {"change": "ADDED", "text": "増"},
    ]
    return {
        **{"__typename": "ClauseTrace", "state": "LED_BY_RESPONSES", "change": "CHANGED"},
        **{"answered": 1, "comments": None, "since": {"title": "素案", "number": 1}},
        **{"until": _REVISION, "clause": _NEW, "responses": [_response()]},
        "compared": {"before": _CLAUSE, "after": _NEW, "body": pieces},
        "inputs": {
            "edges": [{"node": one} for one in (second if after else first)],
            "pageInfo": {"hasNextPage": not after, "endCursor": "end"},
        },
    }
