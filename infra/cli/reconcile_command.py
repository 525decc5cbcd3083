"""``kyodo reconcile``: the numbers that people see, held against the comments themselves."""

import asyncio

import orjson

from infra.cli.config import load_settings
from infra.cli.recount.counting import answers_of
from infra.cli.recount.differences import (
    Difference,
    figures_differ,
    folds_differ,
    index_differs,
    inputs_differ,
    topics_differ,
)
from infra.cli.recount.reading import STATES, Row, Services
from infra.cli.screen import note, out, say

_SHOWN = 50


async def reconcile(settle_s: float, *, nightly: bool) -> int:
    """Compare everything; what differs is looked at again until it settled. 0, or 1 if not all.

    Raises:
        CliError: a service cannot be reached, or does not take the key.
    """
    async with Services(load_settings()) as services:
        consultations = await services.consultations()
        found: dict[str, list[Difference]] = {}
        for number, row in enumerate(consultations, start=1):
            if not nightly:
                note(f"照合中 {number}/{len(consultations)}：{row['title']}")
            if differences := await _settled(services, row, settle_s):
                found[row["id"]] = differences
    if nightly:
        _tell_machine(len(consultations), found)
    else:
        _tell(consultations, found)
    return 1 if found else 0


async def _settled(services: Services, row: Row, settle_s: float) -> list[Difference]:
    """Return what still differs: a comment that came in just now is on its way."""
    until = asyncio.get_running_loop().time() + settle_s
    while True:
        found = await differences_of(services, row["id"])
        if not found or asyncio.get_running_loop().time() > until:
            return found
        await asyncio.sleep(min(2.0, settle_s))


async def differences_of(services: Services, id_: str) -> list[Difference]:
    """Compare one consultation once. Raises as ``Services.get``."""
    comments = await services.comments(id_)
    figures = (await services.get("insight", "/figures", ids=id_))["items"]
    responses = await services.responses(id_)
    inputs = [row async for row in services.rows("responses", "/recount/inputs", case_id=id_)]
    tallies = (await services.get("responses", "/recount/tallies", case_id=id_))["items"]
    folds = [row async for row in services.rows("folding", "/folds", case_id=id_, limit="50")]
    topics = (await services.get("insight_topics", "/topics", case_id=id_))["topics"]
    index = {state: await _found(services, id_, state) for state in STATES}
    return [
        *figures_differ(figures, comments),
        *inputs_differ(inputs, tallies, comments, answers_of(comments, responses)),
        *folds_differ(await services.members(id_), folds, comments),
        *index_differs(index, comments),
        *topics_differ(topics, await services.statements(id_), comments),
    ]


async def _found(services: Services, id_: str, state: str) -> list[str]:
    query = {"consultation_id": id_, "state": state}
    return [one async for one in services.rows("comment_search", "/recount", "before", **query)]


def _tell(consultations: list[Row], found: dict[str, list[Difference]]) -> None:
    titles = {row["id"]: row["title"] for row in consultations}
    for id_, differences in found.items():
        say(f"× {titles[id_]}（{id_}）")
        for one in differences[:_SHOWN]:
            say(f"   {one.service} {one.what}：{one.told} ／ 数え直し {one.counted}")
        if len(differences) > _SHOWN:
            say(f"   ほか{len(differences) - _SHOWN}件")
    if found:
        say(
            f"意見募集{len(consultations)}件のうち{len(found)}件で、数が合いません。"
            "「kyodo doctor」で遅れと止まったイベントを見て、"
            "それでも合わなければ「kyodo rebuild」で作り直してください。",
            f"{len(found)} of {len(consultations)} consultations differ: see kyodo doctor, rebuild",
        )
    else:
        say(
            f"意見募集{len(consultations)}件のすべてで、数が合っています。",
            f"all of {len(consultations)} consultations agree",
        )


def _tell_machine(compared: int, found: dict[str, list[Difference]]) -> None:
    """One line of JSON for a log; it names ids, never a title or a word."""
    told = {id_: [vars(one) for one in some[:_SHOWN]] for id_, some in found.items()}
    line = {"compared": compared, "differing": len(found), "differences": told}
    out.print(orjson.dumps(line).decode(), soft_wrap=True, markup=False)
