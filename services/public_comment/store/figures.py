"""Counting what came in: reads all comments of a consultation, for moments that come once."""

from services.public_comment.domain.figures import Figures, Tally
from shared.mongo import Aggregates, Document


async def count_figures(comments: Aggregates, consultation_id: str) -> Figures:
    """Count people, comments and opinions; of a split comment its opinions, else itself as one."""
    counted = {"consultation_id": consultation_id, "state": "accepted", "late": False}
    last = {"$last": "$splittings.spans"}
    opinions = {
        "$filter": {"input": last, "as": "span", "cond": {"$eq": ["$$span.kind", "OPINION"]}}
    }
    split = {"$gt": [{"$size": {"$ifNull": ["$splittings", []]}}, 0]}
    points = {"$cond": [split, {"$size": opinions}, 1]}
    each_of_a_way: Document = {
        "_id": {"channel": "$channel", "submitter": "$submitter_id"},
        "comments": {"$sum": 1},
        "points": {"$sum": points},
    }
    ways: Document = {
        "_id": "$_id.channel",
        "submitters": {"$sum": 1},
        "comments": {"$sum": "$comments"},
        "points": {"$sum": "$points"},
    }
    rows = comments.collection.aggregate(
        [{"$match": counted}, {"$group": each_of_a_way}, {"$group": ways}], allowDiskUse=True
    )
    tallies = [Tally(channel=row.pop("_id"), **row) async for row in rows]
    people = comments.collection.aggregate(
        [{"$match": counted}, {"$group": {"_id": "$submitter_id"}}, {"$count": "all"}],
        allowDiskUse=True,
    )
    found = await people.to_list(1)
    count = comments.collection.count_documents
    about = {"consultation_id": consultation_id}
    return Figures.of(
        tallies,
        submitters=found[0]["all"] if found else 0,
        late=await count({**about, "late": True, "state": "accepted"}),
        withdrawn=await count({**about, "state": "withdrawn"}),
    )
