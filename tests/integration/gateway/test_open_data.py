"""Open data from the running system: nothing small or personal in it, and texts can be taken back.

``kyodo opendata`` runs as an operator would run it; files are taken as anybody would.
"""

import hashlib
import io
from datetime import datetime
from typing import Any

import aiohttp
import orjson
import pyarrow.parquet as pq
import pytest

from infra.local.stack import Stack
from shared.suppression import MINIMUM
from tests.integration.gateway.conftest import Town, door_of, new_key
from tests.support.finished import ANSWER, NOTE, RESULTS, SUMMARY, Finished, finish
from tests.support.open_data import make_open_data
from tests.support.people import Cast

KINDS = {"csv", "jsonl", "parquet"}
LICENCE = {"@id": "https://creativecommons.org/licenses/by/4.0/"}


class Reader:
    """Anybody with a program, who knows the address of the catalogue alone."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def get(self, url: str) -> tuple[int, bytes, Any]:
        path = url if url.startswith("/") else "/" + url.split("/", 3)[3]
        async with self._session.get(self._url + path) as answer:
            return answer.status, await answer.read(), answer.headers

    async def catalog(self) -> dict[str, Any]:
        status, body, headers = await self.get("/opendata/catalog.jsonld")
        assert status == 200
        assert headers["content-type"] == "application/ld+json"
        assert headers["access-control-allow-origin"] == "*"
        found: dict[str, Any] = orjson.loads(body)
        return found

    async def present(self) -> dict[str, dict[str, bytes]]:
        """Every file of the present versions, checked against the catalogue, by dataset."""
        taken: dict[str, dict[str, bytes]] = {}
        for one in (await self.catalog())["dcat:dataset"]:
            if "dcat:isVersionOf" in one:
                continue
            files = taken[one["dct:identifier"]] = {}
            for each in one["dcat:distribution"]:
                status, body, _ = await self.get(each["dcat:downloadURL"]["@id"])
                assert status == 200, each
                assert each["dct:license"] == LICENCE
                told = each["spdx:checksum"]["spdx:checksumValue"]["@value"]
                assert hashlib.sha256(body).hexdigest() == told
                assert str(len(body)) == each["dcat:byteSize"]["@value"]
                files[each["dcat:downloadURL"]["@id"].rpartition(".")[2]] = body
            assert set(files) == KINDS, one["dct:identifier"]
        return taken


def rows_of(files: dict[str, bytes]) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in files["jsonl"].split(b"\n")[:-1]]


def words_of(kind: str, content: bytes) -> str:
    """All that a file says; Parquet is compressed, so it is read."""
    if kind == "parquet":
        return str(pq.read_table(io.BytesIO(content)).to_pylist())
    return content.decode("utf-8-sig")


@pytest.fixture(scope="module")
async def finished(system: Stack, session: aiohttp.ClientSession, people: Cast) -> Finished:
    town = await Town.build(door_of(system, session, people), people.department)
    return await finish(town, people)


@pytest.fixture(scope="module")
async def made(system: Stack, finished: Finished) -> str:
    return await make_open_data(system)


@pytest.fixture
def reader(system: Stack, session: aiohttp.ClientSession) -> Reader:
    return Reader(session, system.url("gateway"))


@pytest.mark.timeout(300)
async def test_no_file_holds_what_is_personal_or_small(
    finished: Finished, made: str, reader: Reader
) -> None:
    taken = await reader.present()
    assert set(taken) == {
        *("policies", "consultations", "counts", "answers", "texts", "changes", "activities")
    }
    for name, files in taken.items():
        for kind, content in files.items():
            words = words_of(kind, content)
            found = [secret for secret in finished.secret if secret in words]
            assert not found, (name, kind)
        counted = [field for field in rows_of(files)[0] if field.endswith("数")]
        for row in rows_of(files):
            assert not [row for field in counted if 0 < (row[field] or 0) < MINIMUM], (name, row)
    ours = [row for row in rows_of(taken["counts"]) if row["意見募集ID"] == finished.consultation]
    # By telephone and at the counter came 3: they stand with those who wrote, the next smallest.
    assert [(row["提出方法"], row["提出意見数"]) for row in ours] == [
        ("ファクス", 7),
        ("そのほか", 9),
    ]


async def test_what_is_public_is_in_it(finished: Finished, made: str, reader: Reader) -> None:
    taken = {name: rows_of(files) for name, files in (await reader.present()).items()}

    def ours(name: str, field: str, id_: str) -> list[dict[str, Any]]:
        return [row for row in taken[name] if id_ in str(row[field])]

    case, policy = finished.consultation, finished.town.policy
    (consultation,) = ours("consultations", "ID", case)
    assert consultation["結果"] == "意見を受けて修正"
    assert (consultation["提出者数"], consultation["提出意見数"]) == (16, 16)
    (answer,) = ours("answers", "意見募集ID", case)
    assert (answer["意見の概要"], answer["本市の考え方"]) == (SUMMARY, ANSWER)
    assert {row["意見"] for row in ours("texts", "意見募集ID", case)} == set(finished.agreed)
    (change,) = ours("changes", "意見募集ID", case)
    assert "学校ごと" in change["変更後"] and "地区ごと" in change["変更前"]
    assert (change["変更の説明"], change["考え方のID"]) == (NOTE, answer["ID"])
    (stage,) = ours("policies", "政策ID", policy)
    assert stage["段階"] == "企画・立案"
    (activity,) = ours("activities", "政策ID", policy)
    assert (activity["説明"], activity["参加者数"], activity["意見数"]) == (RESULTS, None, 12)


async def test_the_catalogue_is_whole(made: str, reader: Reader) -> None:
    told = await reader.catalog()
    assert told["@type"] == "dcat:Catalog"
    known = set(told["@context"])
    ids = {one["@id"] for one in told["dcat:dataset"]}

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            for name, value in node.items():
                if not name.startswith("@") and node is not told["@context"]:
                    assert name.partition(":")[0] in known, name
                if name != "@context":
                    walk(value)

    walk(told)
    for one in told["dcat:dataset"]:
        assert one["dct:license"] == LICENCE
        assert {each["@language"] for each in one["dct:title"]} == {"ja", "en"}
        assert datetime.fromisoformat(one["dct:modified"]["@value"]).tzinfo
        for link in ("dcat:hasCurrentVersion", "dcat:isVersionOf", "dcat:previousVersion"):
            if link in one:
                assert one[link]["@id"] in ids, link
        for version in one.get("dcat:hasVersion", ()):
            assert version["@id"] in ids


async def test_made_once_more_it_says_what_is_new(
    system: Stack, made: str, reader: Reader, finished: Finished
) -> None:
    before = await versions(reader, "policies")
    title = f"新しい計画 {new_key()}"
    given = {
        **{"title": title, "summary": "試す", "field": "試し", "area": "全市", "department": "課"},
        **{"departmentId": finished.town.department, "idempotencyKey": new_key()},
        "stages": [{"cycle": 1, "stage": "PLANNING"}],
    }
    created = await finished.town.door.do("createPolicy", "CreatePolicyInput", given, "")
    assert created["__typename"] == "Policy", created
    told = await make_open_data(system)
    assert "policies: 新しい版" in told
    after = await versions(reader, "policies")
    assert after[-len(before) :] == before, "old versions stay as they were"
    assert len(after) > len(before)
    assert title in words_of("csv", (await reader.present())["policies"]["csv"])


async def test_a_text_that_is_taken_back_is_handed_out_no_more(
    system: Stack, made: str, reader: Reader, finished: Finished
) -> None:
    old = (await versions(reader, "texts"))[0]
    paths = [one["dcat:downloadURL"]["@id"] for one in old["dcat:distribution"]]
    status, body, headers = await reader.get(paths[0])
    assert status == 200
    assert headers["cache-control"] == "no-store"
    assert [text for text in finished.agreed if text in words_of("csv", body)]
    await take_back(finished)
    for path in paths:
        status, body, _ = await reader.get(path)
        assert status == 410
        assert not [text for text in finished.agreed if text.encode() in body]
    told = await make_open_data(system)
    assert "texts: 新しい版" in told
    now = {version["dcat:version"]: version for version in await versions(reader, "texts")}
    assert now[old["dcat:version"]]["dcat:distribution"] == []
    assert now[old["dcat:version"]]["adms:status"]["@id"].endswith("/Withdrawn")
    words = words_of("csv", (await reader.present())["texts"]["csv"])
    assert len([text for text in finished.agreed if text in words]) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/opendata/people/2026-01-01-000000000000/people.csv", 404),
        ("/opendata/policies/2026-01-01-000000000000/policies.csv", 404),
        ("/opendata/policies/2026-01-01-000000000000/texts.csv", 404),
        ("/opendata/policies/..%2F..%2Fetc/policies.csv", 404),
        ("/opendata/people", 404),
        ("/policies/none", 404),
        ("/opendata", 200),
        ("/opendata/texts", 200),
        ("/policies", 200),
    ],
)
async def test_addresses_lead_to_a_page(reader: Reader, path: str, status: int) -> None:
    found, body, headers = await reader.get(path)
    assert found == status
    assert headers["content-type"].startswith("text/html")
    assert b"<main" in body


async def test_a_file_that_never_changes_may_be_kept(made: str, reader: Reader) -> None:
    newest = (await versions(reader, "policies"))[0]
    _, body, headers = await reader.get(newest["dcat:distribution"][0]["dcat:downloadURL"]["@id"])
    assert body.startswith(b"\xef\xbb\xbf")
    assert "immutable" in headers["cache-control"]
    assert headers["content-disposition"].startswith('attachment; filename="policies-20')
    assert headers["access-control-allow-origin"] == "*"


async def versions(reader: Reader, name: str) -> list[dict[str, Any]]:
    """The versions of a dataset in the catalogue, newest first."""
    return [
        one
        for one in (await reader.catalog())["dcat:dataset"]
        if one["dct:identifier"].startswith(f"{name}/")
    ]


async def take_back(finished: Finished) -> None:
    """Put right that the first paper holds no agreement."""
    door, id_ = finished.town.door, finished.comments[0]
    query = "query ($id: ID!) { enteredComment(id: $id) { ... on EnteredComment { sequence } } }"
    found = await door.ask(query, {"id": id_}, as_staff=True)
    sequence = found["data"]["enteredComment"]["sequence"]
    given = {"id": id_, "sequence": sequence, "agrees": False, "idempotencyKey": new_key()}
    await door.do("correctEnteredAgreement", "CorrectEnteredAgreementInput", given, "")
