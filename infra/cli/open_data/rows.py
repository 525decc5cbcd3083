"""From what the gateway answers to rows by the names of their fields.

The service holds the list of fields (``services/open_data/domain/datasets.py``) and refuses a row
that does not fit it; it also leaves out every small count.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from infra.cli.open_data import words
from infra.cli.open_data.counts import TOGETHER, counts_by_channel
from shared.clock import JST

Row = dict[str, str | int | None]
Node = Mapping[str, Any]


def policy_rows(policy: Node) -> Iterator[Row]:
    """One row for each stage."""
    for stage in policy["stages"]:
        yield {
            "ID": f"{policy['id']}:{stage['cycle']}:{stage['stage']}",
            "名称": policy["title"],
            "説明": policy["summary"],
            "政策ID": policy["id"],
            "分野": policy["field"],
            "対象地域": policy["area"],
            "担当課": policy["department"],
            **_place(stage),
            "状態": words.STAGE_STATES[stage["state"]],
            "開始日": stage["startsOn"],
            "終了日": stage["endsOn"],
            "開始した日": stage["openedOn"],
            "終了した日": stage["closedOn"],
            "予定する参加の方法": ";".join(words.METHODS[one] for one in stage["plannedMethods"]),
            "URL": f"/policies/{policy['id']}",
        }


def activity_rows(policy: Node) -> Iterator[Row]:
    """One row for each activity that was held."""
    for one in policy["activities"]:
        yield {
            "ID": one["id"],
            "イベント名": one["title"],
            "開始日": one["heldOn"],
            "終了日": one["heldOn"],
            "説明": one["results"],
            "場所名称": one["place"],
            "政策ID": policy["id"],
            "政策名": policy["title"],
            **_place(one),
            "参加の方法": words.METHODS[one["method"]],
            "参加者数": one["participants"],
            **_units(one),
            "URL": f"/policies/{policy['id']}",
        }


def consultation_row(one: Node) -> Row:
    """The row of a consultation."""
    policies = {link["policy"]["id"]: link["policy"] for link in one["links"]}
    departments = dict.fromkeys(each["department"] for each in policies.values())
    figures = one["figures"] or {}
    has_result = one["state"] == "PUBLISHED"
    return {
        "ID": one["id"],
        "名称": one["title"],
        "説明": one["summary"],
        "政策ID": ";".join(policies),
        "政策名": ";".join(each["title"] for each in policies.values()),
        "担当課": ";".join(departments),
        "開始日": day_of(one["opensAt"]),
        "終了日": last_day(one["closesAt"]),
        "状態": words.CONSULTATION_STATES[one["state"]],
        "結果": words.OUTCOMES[one["outcome"]] if has_result and one["outcome"] else "",
        "公表日": day_of(one["publishedAt"]) if one["publishedAt"] else None,
        **_units(figures),
        "期間外の提出意見数": figures.get("late"),
        "取り下げられた提出意見数": figures.get("withdrawn"),
        "URL": f"/consultations/{one['id']}",
        "備考": one["withdrawalReason"] or one["resultNote"],
    }


def count_rows(consultation: Node) -> Iterator[Row]:
    """One row for each way by which inputs came; none before the result."""
    for channel, tally in counts_by_channel(consultation["figures"] or _NOTHING):
        name = words.OTHER_CHANNELS if channel == TOGETHER else words.CHANNELS[channel]
        yield {**_about(consultation), "提出方法": name, **_units(tally)}


def answer_row(consultation: Node, one: Node) -> Row:
    """The row of a published response."""
    content = one["content"]
    kind = content["responseClass"]
    return {
        "ID": one["id"],
        **_about(consultation),
        "区分": kind["name"] if kind else "",
        "意見の概要": content["summary"],
        "本市の考え方": content["text"],
        "理由": content["reason"],
        "公表日": day_of(one["publishedAt"]),
        "URL": f"/consultations/{consultation['id']}",
    }


def text_row(consultation: Node, one: Node) -> Row:
    """The row of a text that is published by consent. The channel would tell apart a few."""
    clause = one["clause"] or {"number": "", "heading": ""}
    return {
        **_about(consultation),
        "項目番号": clause["number"],
        "項目": clause["heading"],
        "意見": one["text"],
        "URL": f"/consultations/{consultation['id']}",
    }


def change_rows(consultation: Node, compared: Node | None) -> Iterator[Row]:
    """One row for each clause that became another because of answers."""
    for clause in compared["clauses"] if compared else ():
        if not clause["responses"] or (clause["change"] == "SAME" and not clause["moved"]):
            continue
        shown = clause["after"] or clause["before"]
        yield {
            **_about(consultation),
            "項目ID": clause["clauseId"],
            "項目番号": shown["number"],
            "項目": shown["heading"],
            "変更の種類": words.CHANGES[clause["change"]],
            "変更前": _whole(clause["before"]),
            "変更後": _whole(clause["after"]),
            "変更前の版": compared["since"]["title"] if compared else "",
            "変更後の版": compared["until"]["title"] if compared else "",
            "変更の説明": "\n".join(_notes(clause)),
            "考え方のID": ";".join(one["id"] for one in clause["responses"]),
            "URL": f"/consultations/{consultation['id']}/changes",
        }


def day_of(moment: str) -> str:
    """Return the day in Japan of a moment."""
    return _in_japan(moment).date().isoformat()


def last_day(closes_at: str) -> str:
    """Return the last day of a period that ends just before ``closes_at``."""
    return (_in_japan(closes_at) - timedelta(microseconds=1)).date().isoformat()


def _in_japan(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(JST)


def _about(consultation: Node) -> Row:
    return {"意見募集ID": consultation["id"], "意見募集名": consultation["title"]}


def _place(one: Node) -> Row:
    return {"期": one["cycle"], "段階": words.STAGES[one["stage"]]}


def _units(one: Node) -> Row:
    names = {"提出者数": "submitters", "提出意見数": "comments", "意見数": "points"}
    return {name: one.get(unit) for name, unit in names.items()}


def _whole(clause: Node | None) -> str:
    if clause is None:
        return ""
    return "\n".join(part for part in (clause["heading"], clause["body"]) if part)


def _notes(clause: Node) -> Sequence[str]:
    return [
        change["note"]
        for response in clause["responses"]
        for change in response["content"]["changes"]
        if change["clauseId"] == clause["clauseId"] and change["note"]
    ]


_NOTHING: Node = {"submitters": 0, "comments": 0, "points": 0, "byChannel": []}
