"""Open data: what there is, its versions, the catalogue for programs (DCAT), the files."""

from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from gateway.open_data.catalog import LICENCE, Titles, catalog
from gateway.web.data import clients, run
from gateway.web.i18n import ENGLISH, JAPANESE
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import all_nodes, next_cursor, nodes
from gateway.web.rendering import render
from gateway.web.session import public_url
from gateway.web.words import word
from shared.settings import settings

router = PageRouter()

VERSIONS_PER_PAGE = 20
CATALOG_TYPE = "application/ld+json"
# Programs that look every minute need not be answered anew each time.
CATALOG_CACHED = "public, max-age=300"
# A page of any site may read what is open.
FOR_ALL = {"Access-Control-Allow-Origin": "*", "Link": f'<{LICENCE}>; rel="license"'}


@router.get("/opendata")
async def open_data(request: Request) -> HTMLResponse:
    """List the datasets with their newest files."""
    found = await run(request, "OpenDatasets")
    return render(request, "open_data.html", {"datasets": found["openDatasets"]})


@router.get("/opendata/catalog.jsonld", response_model=None)
async def open_data_catalog(request: Request) -> Response:
    """Describe all datasets and versions for programs (DCAT 3)."""
    datasets = (await run(request, "OpenDatasets"))["openDatasets"]
    versions = {one["name"]: await _all_versions(request, one["name"]) for one in datasets}
    told = catalog(settings().city_name, public_url(), datasets, versions, _titles(datasets))
    headers = {**FOR_ALL, "Cache-Control": CATALOG_CACHED}
    return Response(orjson.dumps(told), headers=headers, media_type=CATALOG_TYPE)


@router.get("/opendata/{dataset}")
async def open_dataset(request: Request, dataset: str, after: str | None = None) -> HTMLResponse:
    """Show all versions of a dataset, and what its fields mean."""
    datasets = (await run(request, "OpenDatasets"))["openDatasets"]
    about = next((one for one in datasets if one["name"] == dataset), None)
    if about is None:
        return render(request, "not_found.html", status=404)
    found = await run(
        request, "OpenDataVersions", dataset=dataset, first=VERSIONS_PER_PAGE, after=after
    )
    listed = found["openDataVersions"]
    context = {"dataset": about, "versions": nodes(listed), "next": next_cursor(listed)}
    return render(request, "open_dataset.html", context)


@router.get("/opendata/{dataset}/{version}/{file}", response_model=None)
async def open_data_file(request: Request, dataset: str, version: str, file: str) -> Response:
    """Hand out a file of a version; 410 once it may not be any more."""
    stem, _, kind = file.partition(".")
    if stem != dataset or not kind:
        return render(request, "not_found.html", status=404)
    opened = await clients(request)
    content, told = await opened.open_data.file(dataset, version, kind)
    name = f'attachment; filename="{dataset}-{version}.{kind}"'
    return Response(content, headers={**FOR_ALL, **told, "Content-Disposition": name})


async def _all_versions(request: Request, dataset: str) -> list[Any]:
    return await all_nodes(
        request, "OpenDataVersions", "openDataVersions", dataset=dataset, first=50
    )


def _titles(datasets: list[dict[str, Any]]) -> Titles:
    return {
        one["name"]: {
            lang: (word("dataset", one["name"], lang), word("dataset_about", one["name"], lang))
            for lang in (JAPANESE, ENGLISH)
        }
        for one in datasets
    }
