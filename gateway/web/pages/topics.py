"""What citizens speak of: staff in charge name topics, put them together and take them apart."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.data import ask, run, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import to_choose_from
from gateway.web.rendering import language, link
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role
from shared.settings import settings

router = PageRouter()

# As many as a form may hold, and more than there are (services/insight/topics/api.py).
TOPICS_MAX, VIEWPOINTS_MAX = 100, 2_000
CHOSEN_TOPICS = tuple(f"topic{number}" for number in range(TOPICS_MAX))
CHOSEN_VIEWPOINTS = tuple(f"viewpoint{number}" for number in range(VIEWPOINTS_MAX))


@router.get("/staff/topics", response_model=None)
async def topics(request: Request, consultation: str = "") -> Response:
    """List the topics of a consultation, once it is chosen: neighbours alike, never by number."""
    await signed_in(request, Role.STAFF)
    return await _list(request, consultation, [], set())


@router.post("/staff/topics", response_model=None)
async def merge(request: Request) -> Response:
    """Put the chosen topics together into the first of them."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "consultation", "key", *CHOSEN_TOPICS)
    chosen = _chosen(typed, CHOSEN_TOPICS)
    given = {"topicIds": chosen, "idempotencyKey": typed["key"]}
    result = await submit(request, "MergeTopics", given)
    if problems := problems_of(request, result, ("topic_ids",)):
        return await _list(request, typed["consultation"], problems, set(chosen))
    return _to(request, result["id"])


@router.get("/staff/topics/{topic_id}", response_model=None)
async def topic(request: Request, topic_id: str) -> Response:
    """Show a topic with its viewpoints."""
    await signed_in(request, Role.STAFF)
    return await _page(request, topic_id, [], {})


@router.post("/staff/topics/{topic_id}/name", response_model=None)
async def rename(request: Request, topic_id: str) -> Response:
    """Give it a name; an empty one leaves it to the citizens' words."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "name", "key")
    given = {"topicId": topic_id, "name": typed["name"], "idempotencyKey": typed["key"]}
    result = await submit(request, "RenameTopic", given)
    if problems := problems_of(request, result, ("name",)):
        return await _page(request, topic_id, problems, typed)
    return _to(request, topic_id)


@router.post("/staff/topics/{topic_id}/split", response_model=None)
async def split(request: Request, topic_id: str) -> Response:
    """Take the chosen viewpoints out into a topic of their own."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "new_name", "key", *CHOSEN_VIEWPOINTS)
    chosen = _chosen(typed, CHOSEN_VIEWPOINTS)
    given = {
        "topicId": topic_id,
        "viewpointIds": chosen,
        "name": typed["new_name"],
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "SplitTopic", given)
    if problems := problems_of(request, result, ("viewpoint_ids",)):
        return await _page(request, topic_id, problems, {**typed, "chosen": chosen})
    return _to(request, result["id"])


@router.post("/staff/topics/{topic_id}/suggestion", response_model=None)
async def suggest(request: Request, topic_id: str) -> Response:
    """Ask the language model, where the city has one, and show what stood the check."""
    await signed_in(request, Role.STAFF)
    await staff_fields(request)
    result = await ask(request, "TopicSuggestion", id=topic_id)
    problems = problems_of(request, result)
    return await _page(request, topic_id, problems, {}, None if problems else result)


def _chosen(typed: Mapping[str, str], names: Sequence[str]) -> list[str]:
    return [typed[name] for name in names if typed[name]]


def _to(request: Request, topic_id: str) -> Response:
    return RedirectResponse(link(language(request), f"/staff/topics/{topic_id}"), 303)


async def _list(
    request: Request, consultation: str, problems: list[FormProblem], chosen: set[str]
) -> Response:
    data = await run(request, "OpinionTopics", id=consultation) if consultation else None
    context = {
        "consultations": await to_choose_from(request, "closed", "open"),
        "about": data["consultation"] if data else None,
        "found": data["opinionTopics"] if data else None,
        "chosen": chosen,
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/topics.html", context, status_of(problems))


async def _page(
    request: Request,
    topic_id: str,
    problems: list[FormProblem],
    typed: Mapping[str, Any],
    suggestion: Mapping[str, Any] | None = None,
) -> Response:
    found = (await run(request, "OpinionTopic", id=topic_id))["opinionTopic"]
    if found is None:
        return await render_staff(request, "staff/topic_lost.html", {}, 404)
    context = {
        "topic": found,
        "words": "・".join(found["words"]),
        "named": {one["id"]: "・".join(one["words"]) for one in found["viewpoints"]},
        "name": typed.get("name", _name(found, suggestion)),
        "new_name": typed.get("new_name", ""),
        "chosen": typed.get("chosen", []),
        "problems": problems,
        "key": new_key(),
        "suggestion": suggestion,
        "has_model": bool(settings().language_model_url and settings().language_model_name),
        "dashboard": settings().dashboard_url.rstrip("/"),
    }
    return await render_staff(request, "staff/topic.html", context, status_of(problems))


def _name(found: Mapping[str, Any], suggestion: Mapping[str, Any] | None) -> str:
    """What stands in the field at first: the model's name, or what staff called it."""
    if suggestion and suggestion["name"]:
        return str(suggestion["name"]["text"])
    return str(found["name"]) if found["nameBy"] == "STAFF" else ""
