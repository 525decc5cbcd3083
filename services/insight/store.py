"""The read model's documents and indexes.

One set of collections per generation (see ``shared.kafka.Projection``). Counter rows are kept
per partition, so that two instances never write the same row; readers add them up.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from services.insight.domain import (
    Activity,
    Consultation,
    Counter,
    Input,
    InputState,
    Numbers,
    Policy,
    PolicyStage,
    Slot,
    Tally,
)
from services.insight.domain.counting import Presence, SubmitterKey
from shared.events.common import Channel, Method, Stage, StageRef, StageState
from shared.events.policies import ActivityRecorded, PolicyCreated, StageClosed, StageOpened
from shared.events.public_comment import ConsultationOpened
from shared.kafka import Model
from shared.mongo import ASCENDING, DESCENDING, Document, IndexModel, InsertOne, UpdateOne

POLICIES, ACTIVITIES, CONSULTATIONS = "policies", "activities", "consultations"
INPUTS, SUBMITTERS, COUNTERS = "inputs", "submitters", "counters"
COLLECTIONS = (POLICIES, ACTIVITIES, CONSULTATIONS, INPUTS, SUBMITTERS, COUNTERS)

_NEWEST = [("accepted_at", DESCENDING), ("_id", DESCENDING)]


async def create_indexes(model: Model) -> None:
    """Create the collections and what their queries need."""
    await model[ACTIVITIES].create_indexes([IndexModel("policy_id", name="of_policy")])
    await model[CONSULTATIONS].create_indexes([IndexModel("links.policy_id", name="of_policy")])
    await model[INPUTS].create_indexes(
        [
            IndexModel(_NEWEST, name="newest"),
            IndexModel([("consultation_id", ASCENDING), *_NEWEST], name="newest_of_consultation"),
        ]
    )
    await model[COUNTERS].create_indexes(
        [
            IndexModel([("kind", ASCENDING), ("consultation_id", ASCENDING)], name="overview"),
            IndexModel([("consultation_id", ASCENDING)], name="stage"),
        ]
    )


# Writing: every call is one round trip inside the transaction of ``Projection.apply``.


async def write_policy_facts(
    model: Model, facts: Iterable[PolicyCreated | StageOpened | StageClosed]
) -> None:
    """Write policies and their stages' states, in the order of the facts."""
    changes: list[Any] = [_policy_change(fact) for fact in facts]
    await model[POLICIES].bulk_write(changes, ordered=True, session=model.session)


async def write_activities(model: Model, facts: Iterable[ActivityRecorded]) -> None:
    """Write activities that were held elsewhere."""
    changes: list[Any] = [
        UpdateOne(
            {"_id": fact.activity_id},
            {"$setOnInsert": fact.model_dump(mode="json", exclude={"activity_id"})},
            upsert=True,
        )
        for fact in facts
    ]
    await model[ACTIVITIES].bulk_write(changes, ordered=False, session=model.session)


async def replace_activities(model: Model, id_: str, facts: list[ActivityRecorded]) -> None:
    """Write all activities of one thing (their ids begin with its own) in place of those before."""
    where = {"_id": {"$gte": f"{id_}:", "$lt": f"{id_};"}}
    await model[ACTIVITIES].delete_many(where, session=model.session)
    if facts:
        await write_activities(model, facts)


async def write_consultations(model: Model, facts: Iterable[ConsultationOpened]) -> None:
    """Write consultations with the stages they serve."""
    changes: list[Any] = [
        UpdateOne(
            {"_id": fact.consultation_id},
            {"$set": fact.model_dump(mode="json", include={"title", "links"})},
            upsert=True,
        )
        for fact in facts
    ]
    await model[CONSULTATIONS].bulk_write(changes, ordered=False, session=model.session)


async def load_inputs(model: Model, ids: Iterable[str]) -> dict[str, Input]:
    """Known comments by id."""
    rows = model[INPUTS].find({"_id": {"$in": list(ids)}}, session=model.session)
    return {row["_id"]: _input(row) async for row in rows}


async def load_submitters(
    model: Model, keys: Iterable[SubmitterKey]
) -> dict[SubmitterKey, Presence]:
    """Where each known submitter was seen.

    Read in the snapshot of the transaction that writes it back: if another instance counts the
    same submitter meanwhile, one of the two is rolled back and runs again.
    """
    ids = {_submitter_id(key): key for key in keys}
    rows = model[SUBMITTERS].find({"_id": {"$in": list(ids)}}, session=model.session)
    return {ids[row["_id"]]: _presence(row) async for row in rows}


async def write_tally(model: Model, partition: str, tally: Tally) -> None:
    """Write what a batch changed: one bulk per collection."""
    writes = {
        INPUTS: _input_changes(tally),
        SUBMITTERS: _submitter_changes(tally),
        COUNTERS: _counter_changes(partition, tally),
    }
    for collection, changes in writes.items():
        if changes:
            await model[collection].bulk_write(changes, ordered=False, session=model.session)


def _policy_change(fact: PolicyCreated | StageOpened | StageClosed) -> UpdateOne:
    if isinstance(fact, PolicyCreated):
        stages = {_stage_key(s.cycle, s.stage): s.model_dump(mode="json") for s in fact.stages}
        policy = {"title": fact.title, "field": fact.field, "stages": stages}
        return UpdateOne({"_id": fact.policy_id}, {"$setOnInsert": policy}, upsert=True)
    state = StageState.OPEN if isinstance(fact, StageOpened) else StageState.CLOSED
    at = f"stages.{_stage_key(fact.cycle, fact.stage)}"
    change = {f"{at}.cycle": fact.cycle, f"{at}.stage": fact.stage, f"{at}.state": state}
    return UpdateOne({"_id": fact.policy_id}, {"$set": change})


def _input_changes(tally: Tally) -> list[Any]:
    changes: list[Any] = []
    for comment_id in tally.changed_inputs:
        row = tally.inputs[comment_id]
        if comment_id in tally.known_inputs:
            change = {
                "clause_id": row.clause_id,
                "points": row.points,
                "version": row.version,
                "state": row.state,
                "late": row.late,
            }
            changes.append(UpdateOne({"_id": comment_id}, {"$set": change}))
        else:
            changes.append(InsertOne(_input_document(row)))
    return changes


def _submitter_changes(tally: Tally) -> list[Any]:
    changes: list[Any] = []
    for key in tally.changed_submitters:
        _id = _submitter_id(key)
        seen = {"|".join(slot): number for slot, number in tally.submitters[key].items()}
        if key in tally.known_submitters:
            changes.append(UpdateOne({"_id": _id}, {"$set": {"seen": seen}}))
        else:
            changes.append(InsertOne({"_id": _id, "seen": seen}))
    return changes


def _counter_changes(partition: str, tally: Tally) -> list[Any]:
    changes: list[Any] = []
    for counter, numbers in tally.increments.items():
        steps = {unit: step for unit, step in _units(numbers).items() if step}
        if steps:
            key = {**counter._asdict(), "partition": partition}
            _id = _counter_id(counter, partition)
            changes.append(
                UpdateOne({"_id": _id}, {"$inc": steps, "$setOnInsert": key}, upsert=True)
            )
    return changes


# Reading


async def policies(model: Model, ids: Iterable[str] | None = None) -> list[Policy]:
    """All policies, oldest first (their ids sort by time), or those asked for."""
    where = {} if ids is None else {"_id": {"$in": list(ids)}}
    rows = model[POLICIES].find(where).sort("_id", ASCENDING)
    return [_policy(row) async for row in rows]


async def consultations(
    model: Model, *, ids: Iterable[str] | None = None, policy_id: str | None = None
) -> list[Consultation]:
    """All consultations with their links, or those asked for by id or by policy."""
    where: Document = {}
    if ids is not None:
        where["_id"] = {"$in": list(ids)}
    if policy_id is not None:
        where["links.policy_id"] = policy_id
    rows = model[CONSULTATIONS].find(where).sort("_id", ASCENDING)
    return [_consultation(row) async for row in rows]


async def activities(model: Model, policy_id: str | None = None) -> list[Activity]:
    """Activities held elsewhere, of all policies or of one."""
    where = {"policy_id": policy_id} if policy_id else {}
    rows = [_activity(row) async for row in model[ACTIVITIES].find(where)]
    return sorted(rows, key=lambda activity: (activity.held_on, activity.activity_id))


async def figures(
    model: Model, *, kinds: list[str] | None = None, consultation_ids: list[str] | None = None
) -> dict[str, dict[Counter, Numbers]]:
    """Figures by consultation, added up over partitions by the database."""
    where: Document = {}
    if kinds is not None:
        where["kind"] = {"$in": kinds}
    if consultation_ids is not None:
        where["consultation_id"] = {"$in": consultation_ids}
    # A field that an older row lacks is None there, or one counter would be two groups.
    key = {name: {"$ifNull": [f"${name}", None]} for name in Counter._fields}
    sums = {unit: {"$sum": f"${unit}"} for unit in _units(Numbers())}
    found: dict[str, dict[Counter, Numbers]] = defaultdict(dict)
    steps = [{"$match": where}, {"$group": {"_id": key, **sums}}]
    async for row in model[COUNTERS].aggregate(steps):
        counter = Counter(**row["_id"])
        found[counter.consultation_id][counter] = Numbers(**{unit: row[unit] for unit in sums})
    return found


async def newest_inputs(
    model: Model,
    *,
    consultation_ids: list[str] | None = None,
    before: tuple[datetime, str] | None,
    limit: int,
) -> list[Input]:
    """Newest first; ``before`` is the last row that the reader has."""
    where: Document = {}
    if consultation_ids is not None:
        where["consultation_id"] = {"$in": consultation_ids}
    if before is not None:
        at, comment_id = before
        where["$or"] = [
            {"accepted_at": {"$lt": at}},
            {"accepted_at": at, "_id": {"$lt": comment_id}},
        ]
        where["accepted_at"] = {"$lte": at}
    rows = model[INPUTS].find(where).sort(_NEWEST).limit(limit)
    return [_input(row) async for row in rows]


def _counter_id(counter: Counter, partition: str) -> str:
    """Name a row. Kinds of submitters stand last, so that the other rows keep their names."""
    *parts, kind = counter
    names = [*parts, partition] if kind is None else [*parts, partition, kind]
    return "|".join("" if name is None else name for name in names)


def _stage_key(cycle: int, stage: Stage) -> str:
    return f"{cycle}-{stage}"


def _submitter_id(key: SubmitterKey) -> str:
    return "|".join(key)


def _units(numbers: Numbers) -> dict[str, int]:
    return {
        "submitters": numbers.submitters,
        "comments": numbers.comments,
        "points": numbers.points,
        "withdrawn": numbers.withdrawn,
    }


def _presence(row: Document) -> Presence:
    return {Slot(*slot.split("|")): number for slot, number in row["seen"].items()}


def _input_document(row: Input) -> Document:
    return {
        "_id": row.comment_id,
        "consultation_id": row.consultation_id,
        "clause_id": row.clause_id,
        "channel": row.channel,
        "submitter_id": row.submitter_id,
        "points": row.points,
        "received_on": row.received_on.isoformat(),
        "accepted_at": row.accepted_at,
        "late": row.late,
        "version": row.version,
        "state": row.state,
        "submitter_kind": row.submitter_kind,
    }


def _input(row: Document) -> Input:
    return Input(
        comment_id=row["_id"],
        consultation_id=row["consultation_id"],
        clause_id=row["clause_id"],
        channel=Channel(row["channel"]),
        submitter_id=row["submitter_id"],
        points=row["points"],
        received_on=date.fromisoformat(row["received_on"]),
        accepted_at=row["accepted_at"],
        late=row["late"],
        version=row["version"],
        state=InputState(row["state"]),
        submitter_kind=row.get("submitter_kind", ""),
    )


def _policy(row: Document) -> Policy:
    stages = [
        PolicyStage(
            cycle=stage["cycle"],
            stage=Stage(stage["stage"]),
            state=StageState(stage["state"]),
            starts_on=stage.get("starts_on"),
            ends_on=stage.get("ends_on"),
            planned_methods=tuple(Method(m) for m in stage.get("planned_methods", ())),
        )
        for stage in row["stages"].values()
    ]
    return Policy(row["_id"], row["title"], row["field"], tuple(sorted(stages, key=_stage_order)))


def _stage_order(stage: PolicyStage) -> tuple[int, int]:
    return stage.cycle, list(Stage).index(stage.stage)


def _consultation(row: Document) -> Consultation:
    links = tuple(StageRef.model_validate(link) for link in row["links"])
    return Consultation(row["_id"], row["title"], links)


def _activity(row: Document) -> Activity:
    return Activity(
        activity_id=row["_id"],
        place=StageRef(policy_id=row["policy_id"], cycle=row["cycle"], stage=row["stage"]),
        method=Method(row["method"]),
        title=row["title"],
        held_on=row["held_on"],
        participants=row["participants"],
        submitters=row["submitters"],
        comments=row["comments"],
        points=row["points"],
    )
