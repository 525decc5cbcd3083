"""Topics on the real database: whatever comes, how often, in which order, the result is one."""

import asyncio
import random
from typing import Any

import pytest

from services.insight.topics.domain.errors import NothingLeft, NothingToMerge, ViewpointNotFound
from services.insight.topics.handlers.editing import Editing
from services.insight.topics.handlers.workers import Workers
from services.insight.topics.store import Wordings
from shared.caller import STRANGER, Caller, NotInCharge, Role, act_as
from shared.errors import NotSignedIn, Unavailable
from shared.kafka import Model
from tests.bench.insight.labelled import statements
from tests.integration.insight_topics.city import CASE, City, department_of

SAID = [one.text for one in statements()]
STAFF = Caller("p1", frozenset({Role.STAFF}), frozenset({"desk"}), frozenset({"dept"}))


async def _fill(city: City, texts: list[str], first: int = 0) -> list[str]:
    ids = [city.say(f"c{first + number}", text) for number, text in enumerate(texts)]
    await city.place(*ids)
    return ids


async def test_what_came_in_is_grouped_named_and_counted(city: City) -> None:
    await _fill(city, SAID)
    await _fill(city, SAID[:30], first=1_000)
    assert await city.remaking.run_once() == 1
    await city.check_counts()
    seen = await city.reading.overview(CASE)
    assert seen.waiting == 0
    assert sum(topic.statements for topic in seen.topics) == len(SAID) + 30
    assert sum(topic.wordings for topic in seen.topics) == len(SAID)
    assert 10 <= len(seen.topics) <= 40
    for topic in seen.topics:
        assert topic.words
        assert topic.typical
        texts = [
            one.text
            for comment in await city.read([f"c{n}" for n in range(len(SAID))])
            for one in comment.statements
        ]
        assert all(any(word in text for text in texts) for word in topic.words)


async def test_new_words_are_placed_at_once_by_the_map_that_holds(city: City) -> None:
    await _fill(city, SAID[:300])
    await city.remaking.run_once()
    before = await city.places()
    new = await _fill(city, SAID[300:], first=300)
    places = await city.places()
    assert {id_: places[id_] for id_ in before} == before
    assert all(viewpoint is not None for viewpoint, _, _ in places.values())
    assert len(places) == len(before) + len(new)


async def test_order_and_repetition_change_nothing(city: City, workers: Workers) -> None:
    ids = [city.say(f"c{number}", text) for number, text in enumerate(SAID[:120])]
    for id_ in ids:
        city.say(id_, city.comments[id_].statements[0].text)
    shuffled = random.Random(7).sample(ids, len(ids))
    for start in range(0, len(shuffled), 25):
        await city.place(*shuffled[start : start + 25])
        await city.place(*shuffled[start : start + 25])
    await city.check_counts()
    await city.remaking.run_once()
    first = [(t.id, t.words, t.statements) for t in (await city.reading.overview(CASE)).topics]
    other = City(Model(city.model.database, "insight_topics", 2), workers)
    other.comments = city.comments
    await Wordings(other.model).create_indexes()
    for collection in (city.state.viewpoints, city.state.topics, city.state.database["maps"]):
        await collection.delete_many({})
    await other.place(*ids)
    await other.remaking.run_once()
    again = [(t.id, t.words, t.statements) for t in (await other.reading.overview(CASE)).topics]
    assert again == first


async def test_a_read_model_made_anew_has_the_same_places(city: City, workers: Workers) -> None:
    ids = await _fill(city, SAID[:200])
    await city.remaking.run_once()
    ids += await _fill(city, SAID[200:230], first=200)
    rebuilt = City(Model(city.model.database, "insight_topics", 2), workers)
    rebuilt.comments = city.comments
    await Wordings(rebuilt.model).create_indexes()
    for start in range(0, len(ids), 40):
        await rebuilt.place(*ids[start : start + 40])
    assert await rebuilt.places() == await city.places()


async def test_corrected_split_and_withdrawn_words_are_gone_from_counts_and_names(
    city: City,
) -> None:
    await _fill(city, SAID[:100])
    city.say("x1", "オーロラを見たい。オーロラの丘を。")
    city.say("x2", "オーロラが見える丘に。オーロラこそ。")
    await city.place("x1", "x2")
    await city.remaking.make_now(CASE)
    assert "オーロラ" in await _all_words(city)
    city.say("x1")
    city.say("x2", "公園のベンチを直してください。", "バスの本数を増やしてください。")
    city.say("c0", SAID[1])
    await city.place("x1", "x2", "c0")
    await city.check_counts()
    assert "オーロラ" not in await _all_words(city)


async def _all_words(city: City) -> set[str]:
    topics = (await city.reading.overview(CASE)).topics
    viewpoints = [one for topic in topics for one in await city.reading.viewpoints(topic.id)]
    of_viewpoints = {word for one in viewpoints for word in one.words}
    return of_viewpoints | {word for topic in topics for word in topic.words}


async def test_two_instances_that_place_the_same_wordings_count_each_statement(city: City) -> None:
    first = [city.say(f"a{n}", SAID[n % 5]) for n in range(60)]
    second = [city.say(f"b{n}", SAID[n % 5]) for n in range(60)]
    await asyncio.gather(
        *(city.patiently(*first[n : n + 10]) for n in range(0, 60, 10)),
        *(city.patiently(*second[n : n + 10]) for n in range(0, 60, 10)),
    )
    await city.check_counts()


async def test_two_instances_make_a_map_once(city: City) -> None:
    await _fill(city, SAID[:80])
    other = city.another_remaking()
    made = await asyncio.gather(city.remaking.run_once(), other.run_once())
    assert sum(made) >= 1
    assert (await city.state.states())[CASE]["version"] == sum(made)
    await city.check_counts()


async def test_names_and_groups_stay_when_a_little_is_new(city: City) -> None:
    mixed = random.Random(3).sample(SAID, len(SAID))
    await _fill(city, mixed[:360])
    await city.remaking.run_once()
    before = {t.id: t.words for t in (await city.reading.overview(CASE)).topics}
    topic_before = await _topic_of_wordings(city)
    await _fill(city, mixed[360:], first=360)
    assert await city.remaking.run_once() == 1
    after = {t.id: t.words for t in (await city.reading.overview(CASE)).topics}
    topic_after = await _topic_of_wordings(city)
    stayed = sum(topic_after[id_] == topic for id_, topic in topic_before.items())
    assert stayed >= 0.9 * len(topic_before)
    same = sum(after.get(id_) == words for id_, words in before.items())
    assert same >= 0.8 * len(before)


async def _topic_of_wordings(city: City) -> dict[str, str]:
    topic_of = {row["_id"]: row["topic_id"] for row in await city.state.viewpoints_of(CASE)}
    return {id_: topic_of[place[0]] for id_, place in (await city.places()).items()}


async def test_what_staff_decide_holds_when_topics_are_made_anew(city: City) -> None:
    await _fill(city, SAID[:330])
    await city.remaking.run_once()
    act_as(STAFF)

    editing = Editing(city.state, department_of)
    topics = (await city.reading.overview(CASE)).topics
    one, two, third = topics[0].id, topics[1].id, topics[2].id
    await editing.rename(third, "わたしたちの名前", "k" * 16)
    assert await editing.rename(third, "わたしたちの名前", "k" * 16) == third
    await editing.merge([one, two], "m" * 16)
    out = [v.id for v in await city.reading.viewpoints(third)][:1]
    new = await editing.split(third, out, "分けた論点", "s" * 16)
    merged = {id_ for id_, topic in (await _topic_of_wordings(city)).items() if topic == one}
    split = {id_ for id_, topic in (await _topic_of_wordings(city)).items() if topic == new}
    assert split
    await _fill(city, SAID[330:], first=330)
    await city.remaking.make_now(CASE)
    seen = {t.id: t for t in (await city.reading.overview(CASE)).topics}
    assert seen[third].name == "わたしたちの名前"
    assert seen[new].name == "分けた論点"
    assert two not in seen
    after = await _topic_of_wordings(city)
    assert sum(after[id_] == one for id_ in merged) >= 0.9 * len(merged)
    assert all(after[id_] == new for id_ in split)
    act_as(STRANGER)


async def test_the_same_request_twice_at_once_is_done_once(city: City) -> None:
    await _fill(city, SAID[:60])
    await city.remaking.run_once()
    topic = (await city.reading.overview(CASE)).topics[0].id

    editing = Editing(city.state, department_of)
    act_as(STAFF)
    key = "the-same-request-0001"
    done = await asyncio.gather(*(editing.rename(topic, "名前", key) for _ in range(8)))
    assert done == [topic] * 8
    assert await city.state.edits.count_documents({}) == 1


async def test_who_may_not_and_what_cannot_be_edited_is_refused(city: City) -> None:
    await _fill(city, SAID[:60])
    await city.remaking.run_once()

    async def department_of(case_id: str) -> str:
        return "another"

    editing = Editing(city.state, department_of)
    topic = (await city.reading.overview(CASE)).topics[0].id
    act_as(STRANGER)
    with pytest.raises(NotSignedIn):
        await editing.rename(topic, "名前", "k" * 16)
    act_as(STAFF)
    with pytest.raises(NotInCharge):
        await editing.rename(topic, "名前", "k" * 16)

    async def ours(case_id: str) -> str:
        return "dept"

    editing = Editing(city.state, ours)
    with pytest.raises(NothingToMerge):
        await editing.merge([topic, topic], "k" * 16)
    with pytest.raises(ViewpointNotFound):
        await editing.split(topic, ["nowhere"], "", "k" * 16)
    all_of_it = [v.id for v in await city.reading.viewpoints(topic)]
    with pytest.raises(NothingLeft):
        await editing.split(topic, all_of_it, "", "l" * 16)
    assert await city.state.edits.count_documents({}) == 0
    act_as(STRANGER)


async def test_an_edit_while_a_map_is_made_is_not_overwritten(city: City) -> None:
    await _fill(city, SAID[:90])
    await city.remaking.run_once()
    await _fill(city, SAID[90:120], first=90)
    reads = city.read

    async def read_slowly(ids: list[str]) -> object:
        await city.state.count_edit(CASE)
        return await reads(ids)

    city.remaking.read = read_slowly  # type: ignore[assignment]
    assert await city.remaking.run_once() == 0
    assert (await city.state.states())[CASE]["version"] == 1
    city.remaking.read = reads
    assert await city.remaking.run_once() == 1


async def test_nothing_changes_while_the_owner_of_the_texts_is_away(city: City) -> None:
    await _fill(city, SAID[:40])
    city.away = True
    with pytest.raises(Unavailable):
        await city.place("c1")
    with pytest.raises(Unavailable):
        await city.remaking.run_once()
    city.away = False
    assert await city.remaking.run_once() == 1
    await city.check_counts()


async def test_a_consultation_that_fails_does_not_keep_others_from_their_topics(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, text in enumerate(SAID[:20]):
        await city.place(city.say(f"a{number}", text, case="a-broken-case"))
        await city.place(city.say(f"b{number}", text))
    make = city.workers.make

    async def break_one(case_id: str, *rest: Any) -> Any:
        if case_id == "a-broken-case":
            raise ZeroDivisionError
        return await make(case_id, *rest)

    monkeypatch.setattr(city.workers, "make", break_one)
    assert await city.remaking.run_once() == 1
    assert (await city.reading.overview(CASE)).topics


async def test_a_worker_that_dies_is_replaced(city: City, workers: Workers) -> None:
    await _fill(city, SAID[:40])
    await city.remaking.run_once()
    for process in list(workers._placing._processes.values()):
        process.kill()
    city.say("n1", "駅前に屋根のある駐輪場がほしいです。")
    for _ in range(3):
        try:
            await city.place("n1")
            break
        except Unavailable:
            continue
    await city.check_counts()


async def test_rare_views_and_the_drawing_show_what_there_is_and_no_more(city: City) -> None:
    await _fill(city, SAID)
    city.say("rare", "夜の星が見えるように、街灯の光を弱くしてください。")
    await city.place("rare")
    await city.remaking.run_once()
    rare = await city.reading.rare(CASE)
    assert 1 <= len(rare) <= 70
    assert len({ref.statement_id for ref in rare}) == len(rare)
    drawn = await city.reading.drawing(CASE)
    assert sum(cell["wordings"] for cell in drawn["cells"]) == len(SAID) + 1
    assert all(0 <= cell["cell"] < drawn["columns"] * drawn["rows"] for cell in drawn["cells"])
    gone = rare[0].comment_id
    city.say(gone)
    await city.place(gone)
    assert gone not in {ref.comment_id for ref in await city.reading.rare(CASE)}


async def test_pages_of_statements_hold_each_wording_once(city: City) -> None:
    await _fill(city, SAID[:200])
    await city.remaking.run_once()
    for topic in (await city.reading.overview(CASE)).topics:
        seen: list[str] = []
        cursor = None
        while True:
            refs, cursor = await city.reading.statements(topic.id, None, cursor, 7)
            seen += [ref.statement_id for ref in refs]
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == topic.wordings
