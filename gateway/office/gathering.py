"""All opinions of a consultation with what the city says to each, gathered page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gateway.clients.responses import ClassAnswer, OpinionAnswer
from gateway.context import Clients
from gateway.office.lines import Line
from gateway.web import words
from gateway.web.i18n import JAPANESE
from shared.errors import InvalidInput

OPINIONS_MAX = 20_000
WHOLE_PLAN = "計画案の全体"
ELSEWHERE_CLAUSE = "（いまの版にない項目）"
NOT_BEGUN, ELSEWHERE = "未着手", "ほかの課が回答"
_EDITABLE = ("DRAFT", "RETURNED")


class TooManyOpinions(InvalidInput):
    """More opinions than one file holds (``max``)."""


@dataclass(frozen=True)
class Said:
    """An opinion with its words, and the channel (code) by which its comment came."""

    about: OpinionAnswer
    text: str
    channel: str
    topic: str

    @property
    def channel_name(self) -> str:
        """Return what the channel is called; empty where the comment is not known."""
        return words.word("channel", self.channel, JAPANESE) if self.channel else ""


@dataclass(frozen=True)
class Gathered:
    """A consultation's opinions in the order of its plan's clauses."""

    consultation: Mapping[str, Any]
    classes: Sequence[ClassAnswer]
    opinions: Sequence[Said]

    def clause(self, clause_id: str | None) -> str:
        """Return a clause's number and heading."""
        if clause_id is None:
            return WHOLE_PLAN
        return clause_names(self.consultation).get(clause_id, ELSEWHERE_CLAUSE)

    def class_name(self, code: str) -> str:
        """Return what a class is called here; empty where none was chosen."""
        return next((one["name"] for one in self.classes if one["code"] == code), "")


def clause_names(consultation: Mapping[str, Any]) -> dict[str, str]:
    """Return the clauses of the plan by id, in its order."""
    revision = consultation["revision"]
    clauses = revision["clauses"] if revision else []
    return {one["id"]: f"{one['number']} {one['heading']}".strip() for one in clauses}


async def gather(clients: Clients, consultation: Mapping[str, Any]) -> Gathered:
    """Read all of it; ``consultation`` is what the pages know of it.

    Raises:
        TooManyOpinions. Refused: not in charge of it. Unavailable.
    """
    id_ = str(consultation["id"])
    topics = {one["id"]: one["label"] for one in await clients.public_comment.topics(id_)}
    found: list[Said] = []
    after = ""
    while True:
        page = await clients.responses.opinions(id_, after)
        found += await _with_words(clients, page["items"], topics)
        if len(found) > OPINIONS_MAX:
            raise TooManyOpinions("consultation", max=OPINIONS_MAX)
        if page["next"] is None:
            break
        after = page["next"]
    place = {clause: n for n, clause in enumerate(clause_names(consultation))}

    def order(one: Said) -> tuple[int, str, str]:
        clause, response = one.about["clause_id"], one.about["response"]
        first = -1 if clause is None else place.get(clause, len(place))
        return first, response["id"] if response else "", one.about["id"]

    classes = await clients.responses.classes()
    return Gathered(consultation, classes, sorted(found, key=order))


async def _with_words(
    clients: Clients, items: Sequence[OpinionAnswer], topics: Mapping[str, str]
) -> list[Said]:
    comment_ids = sorted({one["comment_id"] for one in items})
    point_ids = [one["id"] for one in items if one["kind"] == "POINT"]
    client = clients.public_comment
    comments = {one["id"]: one for one in await client.comments(comment_ids)} if items else {}
    points = {one["id"]: one["text"] for one in await client.points(point_ids)} if point_ids else {}
    said = []
    for one in items:
        comment = comments.get(one["comment_id"])
        whole = comment["text"] if comment else ""
        text = points.get(one["id"], "") if one["kind"] == "POINT" else whole
        channel = comment["channel"] if comment else ""
        said.append(Said(one, text, channel, topics.get(one["topic_id"] or "", "")))
    return said


def lines_of(gathered: Gathered, desks: frozenset[str]) -> list[Line]:
    """Return the lines of the file: those of the caller's ``desks`` may be edited."""
    lines: list[Line] = []
    first: dict[str, int] = {}
    names = clause_names(gathered.consultation)
    for number, one in enumerate(gathered.opinions, start=1):
        about = one.about
        line = Line(
            number=number,
            kind=about["kind"],
            input_id=about["id"],
            clause=gathered.clause(about["clause_id"]),
            topic=one.topic,
            opinion=one.text,
            channel=one.channel_name,
            state=ELSEWHERE if about["elsewhere"] else NOT_BEGUN,
            editable=not about["elsewhere"],
        )
        if response := about["response"]:
            content = response["content"]
            line = replace(
                line,
                state=words.word("response_state", response["state"], JAPANESE),
                response_id=response["id"],
                version=response["version"],
                class_name=gathered.class_name(content["class_code"]),
                summary=content["summary"],
                text=content["text"],
                reason=content["reason"],
                changes="\n".join(change_words(names, change) for change in content["changes"]),
                editable=response["state"] in _EDITABLE and response["desk_id"] in desks,
                first=first.get(response["id"]),
            )
            first.setdefault(response["id"], number)
        lines.append(line)
    return lines


def change_words(names: Mapping[str, str], change: Mapping[str, Any]) -> str:
    """Say what changed, and where."""
    place = names.get(change["clause_id"] or "", "")
    return f"{place}：{change['note']}" if place else str(change["note"])
