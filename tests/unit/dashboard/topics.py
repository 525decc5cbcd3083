"""Topics as the gateway answers them, for the dashboard's unit tests."""

from typing import Any


def statement(number: int, text: str | None, copies: int | None = 1) -> dict[str, Any]:
    """One statement of a topic."""
    return {"id": f"s{number}", "commentId": f"comment-{number}", "copies": copies, "text": text}


def topic(number: int, name: str, **more: Any) -> dict[str, Any]:
    """One topic."""
    return {
        "id": f"topic-{number}",
        "consultationId": "consultation-1",
        "name": name,
        "nameBy": "CITIZENS",
        "words": name.split("・"),
        "statements": 12,
        "wordings": 9,
        "viewpointCount": 3,
        "typical": [statement(number, f"{name}についての意見です。", 3)],
        "different": [statement(number + 50, "<b>ほかと違う</b>意見です。")],
        **more,
    }


def answers() -> dict[str, Any]:
    """What each operation of the page is answered."""
    found = [
        topic(1, "路線バス・本数"),
        topic(2, "学校給食", nameBy="STAFF", words=["給食", "アレルギー"]),
        topic(3, "銭湯", statements=None, wordings=None, different=[]),
    ]
    viewpoint = {
        **{"id": "v1", "words": ["本数", "朝"], "statements": 4, "pinned": False},
        "typical": statement(1, "朝の本数を増やしてほしい。"),
    }
    members = {
        "edges": [
            {"node": statement(1, "朝の本数を増やしてほしい。", 2)},
            {"node": statement(2, None)},
        ],
        "pageInfo": {"hasNextPage": True, "endCursor": "next"},
    }
    return {
        "OpinionTopics": {
            "opinionTopics": {
                **{"madeAt": "2026-11-23T03:00:00.000Z", "waiting": 2, "topics": found}
            }
        },
        "TopicChanges": {
            "topicChanges": {
                **{"cycleBefore": 1, "stageBefore": "PLANNING"},
                "changes": [
                    {"likeness": 0.31, "topic": found[2], "before": found[1]},
                    {"likeness": 0.875, "topic": found[0], "before": found[0]},
                ],
            }
        },
        "TopicDrawing": {
            "topicDrawing": {
                **{"columns": 48, "rows": 32, "cells": [0, 49, 1535], "wordings": [1, 4, 9]},
                "topicIds": ["topic-1", "topic-2", "topic-3"],
            }
        },
        "RareViews": {
            "rareViews": [statement(77, "星が見える夜にしてください。"), statement(78, None)]
        },
        "OpinionTopic": {"opinionTopic": {**found[0], "viewpoints": [viewpoint]}},
        "TopicMembers": {"opinionTopic": {"members": members}},
    }
