"""The catalogue says what there is, what came before it, and what is there no more."""

from typing import Any

from gateway.open_data.catalog import CONTEXT, LICENCE, catalog

SITE = "https://kyodo.example"
TITLES = {"texts": {"ja": ("文面", "伏せた文面"), "en": ("Texts", "Masked texts")}}


def version(name: str, previous: str | None, *, retired: bool = False) -> dict[str, Any]:
    path = f"/opendata/texts/{name}/texts.csv"
    file = {
        **{"kind": "csv", "mediaType": "text/csv; charset=utf-8", "size": 12},
        **{"sha256": "ab" * 32, "path": path},
    }
    return {
        "version": name,
        "previous": previous,
        "rows": 1,
        "madeAt": "2026-04-01T00:00:00+00:00",
        "retiredAt": "2026-05-01T00:00:00+00:00" if retired else None,
        "files": [] if retired else [file],
    }


def described(*versions: dict[str, Any]) -> list[dict[str, Any]]:
    told = catalog("青葉野市", SITE, [{"name": "texts"}], {"texts": versions}, TITLES)
    assert told["@context"] == CONTEXT
    assert told["dct:license"] == {"@id": LICENCE}
    found: list[dict[str, Any]] = told["dcat:dataset"]
    return found


def test_versions_are_linked_and_the_present_one_has_the_files() -> None:
    whole, second, first = described(version("2", "1"), version("1", None))
    assert whole["dcat:hasCurrentVersion"] == {"@id": second["@id"]}
    assert whole["dcat:hasVersion"] == [{"@id": second["@id"]}, {"@id": first["@id"]}]
    assert whole["dcat:distribution"] == second["dcat:distribution"]
    assert second["dcat:previousVersion"] == {"@id": first["@id"]}
    assert "dcat:previousVersion" not in first
    assert second["dcat:isVersionOf"] == first["dcat:isVersionOf"] == {"@id": whole["@id"]}


def test_a_file_is_told_with_all_that_proves_it() -> None:
    (file,) = described(version("1", None))[0]["dcat:distribution"]
    assert file["dcat:downloadURL"] == {"@id": f"{SITE}/opendata/texts/1/texts.csv"}
    assert file["dcat:mediaType"]["@id"].endswith("/media-types/text/csv")
    assert file["dcat:byteSize"]["@value"] == "12"
    assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == "ab" * 32


def test_a_retired_version_stays_known_without_files() -> None:
    whole, gone, first = described(version("2", "1", retired=True), version("1", None))
    assert gone["adms:status"]["@id"].endswith("/Withdrawn")
    assert gone["dcat:distribution"] == whole["dcat:distribution"] == []
    assert gone["dct:modified"]["@value"] == "2026-05-01T00:00:00+00:00"
    assert first["dcat:distribution"]


def test_before_the_first_version_there_is_only_the_dataset() -> None:
    (whole,) = described()
    assert "dcat:hasCurrentVersion" not in whole
    assert whole["dct:title"] == [
        {"@language": "ja", "@value": "文面"},
        {"@language": "en", "@value": "Texts"},
    ]
