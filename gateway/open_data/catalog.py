"""The catalogue in DCAT 3 (W3C Recommendation of 2024-08-22) as JSON-LD.

A dataset is described once for all its versions, with the files of the present one; each version is
a dataset of its own with its files. A version that was retired stays in it, without files.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.open_data.types import FOLDER

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_DAILY = "http://purl.org/cld/freq/daily"
_WITHDRAWN = "http://purl.org/adms/status/Withdrawn"

Node = Mapping[str, Any]
# (title, description) by language, by dataset.
Titles = Mapping[str, Mapping[str, tuple[str, str]]]


def catalog(
    city: str,
    site: str,
    datasets: Iterable[Node],
    versions: Mapping[str, Iterable[Node]],
    titles: Titles,
) -> dict[str, Any]:
    """Describe all; ``versions`` of each dataset newest first, ``site`` where its pages are."""
    described: list[dict[str, Any]] = []
    for one in datasets:
        name = one["name"]
        of_it = list(versions[name])
        about = _about(city, titles[name])
        described.append(_dataset(site, name, of_it, about))
        described += [_version(site, name, each, about) for each in of_it]
    root = f"{site}{FOLDER}"
    moments = [one["dct:modified"] for one in described if "dct:modified" in one]
    return {
        "@context": CONTEXT,
        "@id": f"{root}/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": [_said("ja", f"{city} 市民参加のオープンデータ")],
        "dct:publisher": _publisher(city),
        "dct:license": {"@id": LICENCE},
        "foaf:homepage": {"@id": root},
        **({"dct:modified": max(moments, key=lambda each: str(each["@value"]))} if moments else {}),
        "dcat:dataset": described,
    }


def _dataset(site: str, name: str, versions: list[Node], about: Node) -> dict[str, Any]:
    page = f"{site}{FOLDER}/{name}"
    told: dict[str, Any] = {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": name,
        **about,
        "dct:accrualPeriodicity": {"@id": _DAILY},
        "dcat:landingPage": {"@id": page},
    }
    if versions:
        present = versions[0]
        told |= {
            "dct:issued": _moment(versions[-1]["madeAt"]),
            "dct:modified": _moment(present["madeAt"]),
            "dcat:version": present["version"],
            "dcat:hasCurrentVersion": {"@id": _version_id(site, name, present["version"])},
            "dcat:hasVersion": [
                {"@id": _version_id(site, name, one["version"])} for one in versions
            ],
            "dcat:distribution": _distributions(site, present),
        }
    return told


def _version(site: str, name: str, version: Node, about: Node) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@id": _version_id(site, name, version["version"]),
        "@type": "dcat:Dataset",
        "dct:identifier": f"{name}/{version['version']}",
        **about,
        "dct:issued": _moment(version["madeAt"]),
        "dct:modified": _moment(version["retiredAt"] or version["madeAt"]),
        "dcat:version": version["version"],
        "dcat:isVersionOf": {"@id": f"{site}{FOLDER}/{name}"},
        "dcat:distribution": _distributions(site, version),
    }
    if version["previous"]:
        told["dcat:previousVersion"] = {"@id": _version_id(site, name, version["previous"])}
    if version["retiredAt"]:
        told["adms:status"] = {"@id": _WITHDRAWN}
    return told


def _distributions(site: str, version: Node) -> list[dict[str, Any]]:
    return [
        {
            "@id": f"{site}{one['path']}",
            "@type": "dcat:Distribution",
            "dct:title": str(one["kind"]),
            "dct:license": {"@id": LICENCE},
            "dcat:accessURL": {"@id": f"{site}{one['path']}"},
            "dcat:downloadURL": {"@id": f"{site}{one['path']}"},
            "dcat:mediaType": {"@id": _MEDIA_TYPES + one["mediaType"].partition(";")[0]},
            "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(one["size"])},
            "dct:modified": _moment(version["madeAt"]),
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": one["sha256"]},
            },
        }
        for one in version["files"]
    ]


def _about(city: str, titles: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    return {
        "dct:title": [_said(lang, title) for lang, (title, _) in titles.items()],
        "dct:description": [_said(lang, about) for lang, (_, about) in titles.items()],
        "dct:publisher": _publisher(city),
        "dct:license": {"@id": LICENCE},
    }


def _publisher(city: str) -> dict[str, Any]:
    return {"@type": "foaf:Organization", "foaf:name": [_said("ja", city)]}


def _said(lang: str, text: str) -> dict[str, str]:
    return {"@language": lang, "@value": text}


def _moment(iso: str) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": iso}


def _version_id(site: str, name: str, version: str) -> str:
    # The page of a dataset lists its versions, each at its own place.
    return f"{site}{FOLDER}/{name}#{version}"
