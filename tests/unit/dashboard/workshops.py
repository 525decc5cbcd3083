"""What the gateway answers about workshops."""

from typing import Any

PUBLISHED, LIVE = "workshop-1", "workshop-2"


def _one(id_: str, title: str, state: str, rehearsal: bool = False) -> dict[str, Any]:
    return {
        "id": id_,
        "title": title,
        "state": state,
        "startsAt": "2026-06-01T01:00:00Z",
        "place": "青葉野市民会館",
        "capacity": 40,
        "taken": 38,
        "waiting": 2,
        "rehearsal": rehearsal,
        "tables": 8,
    }


def answers(id_: str) -> dict[str, Any]:
    """Answers by the name of the operation; ``id_`` is the workshop that is asked for."""
    rounds = [{"number": 1, "question": "好きな<場所>は", "minutes": 20}]
    harvest = {
        "participants": 38,
        "notes": 120,
        "byRound": [{"number": 1, "notes": 120}],
        "byTable": [{"number": 1, "notes": 70}, {"number": 2, "notes": 50}],
        "dots": [{"noteId": "n2", "dots": 5}],
    }
    theme = {
        "id": "t1",
        "title": "木陰を増やす",
        "summary": "夏に休める場所",
        "notes": [
            {"id": "n1", "text": "ベンチがほしい", "table": 1, "round": 1},
            {"id": "n2", "text": "<木陰>がほしい", "table": 2, "round": 1},
        ],
        "publishedResponse": None,
    }
    known = {
        PUBLISHED: {**_one(PUBLISHED, "公園を話す", "PUBLISHED"), "harvest": harvest},
        LIVE: {**_one(LIVE, "バスを話す", "LIVE"), "harvest": None},
    }
    found = known.get(id_)
    themes = [theme] if id_ == PUBLISHED else []
    practice = _one("workshop-3", "練習の会", "LIVE", rehearsal=True)
    edges = [
        _one(PUBLISHED, "公園を話す", "PUBLISHED"),
        _one(LIVE, "バスを話す", "LIVE"),
        practice,
    ]
    return {
        "Workshops": {
            "workshops": {
                "edges": [{"node": one} for one in edges],
                "pageInfo": {"hasNextPage": False, "endCursor": None},
            }
        },
        "Workshop": {"workshop": {**found, "rounds": rounds, "themes": themes} if found else None},
    }
