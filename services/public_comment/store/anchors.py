"""What the comments of a consultation are about, each place once."""

from shared.mongo import Aggregates, Document

# Each sentence of a long plan, and more.
ANCHORS_MAX = 5_000


async def list_anchors(comments: Aggregates, consultation_id: str) -> list[Document]:
    """Return ``{"clause_id", "start", "end", "quote", "comments"}`` of what counts.

    In no order; without ``start`` the whole clause. Reads all comments of the consultation: for a
    page that staff open now and then.
    """
    place = {
        "clause_id": "$last.clause_id",
        "start": "$last.passage.start",
        "end": "$last.passage.end",
    }
    rows = comments.collection.aggregate(
        [
            {"$match": {"consultation_id": consultation_id, "state": "accepted"}},
            {"$project": {"last": {"$last": "$versions"}}},
            {"$match": {"last.clause_id": {"$ne": None}}},
            {
                "$group": {
                    "_id": place,
                    "quote": {"$first": "$last.passage.quote"},
                    "comments": {"$sum": 1},
                }
            },
            {"$limit": ANCHORS_MAX},
        ],
        allowDiskUse=True,
    )
    nothing = {"start": None, "end": None}
    return [
        {**nothing, **row["_id"], "quote": row.get("quote"), "comments": row["comments"]}
        async for row in rows
    ]
