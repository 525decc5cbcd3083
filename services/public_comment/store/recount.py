"""What each comment counts as, read from the comments themselves: no counter is asked."""

from typing import Any

from shared.mongo import ASCENDING, Aggregates, Document

ROWS_MAX = 1_000
_READ = {
    **{"channel": 1, "received_on": 1, "accepted_at": 1, "submitter_id": 1, "submitter_kind": 1},
    **{"state": 1, "late": 1, "area": 1, "versions.version": 1, "versions.clause_id": 1},
    "splittings": {"$slice": -1},
}


async def comments_from(
    comments: Aggregates, consultation_id: str, after: str, limit: int
) -> list[Document]:
    """Return a consultation's comments after one of them, oldest first, without a word of them.

    One step of the index of consultation and id for each, whatever is stored.
    """
    where = {"consultation_id": consultation_id, "_id": {"$gt": after}}
    found = comments.collection.find(where, _READ).sort("_id", ASCENDING).limit(limit)
    return [_counted(row) for row in await found.to_list(limit)]


def _counted(row: Document) -> dict[str, Any]:
    last, splittings = row["versions"][-1], row.get("splittings", ())
    points = [
        {"id": span["id"], "start": span["start"], "end": span["end"]}
        for made in splittings
        for span in made["spans"]
        if span["id"]
    ]
    return {
        "id": row["_id"],
        **{name: row[name] for name in ("channel", "received_on", "accepted_at")},
        **{name: row[name] for name in ("submitter_id", "submitter_kind", "state", "late")},
        "area": row.get("area"),
        "clause_id": last["clause_id"],
        "version": last["version"],
        "split_version": splittings[-1]["of_version"] if points else None,
        "points": points,
    }
