"""What the city holds, read as staff read it: to count what really arrived."""

from collections.abc import Mapping

import aiohttp

from tests.support.people import cast

NEWEST = """
query Newest($after: String) {
  inputs(first: 50, after: $after) {
    edges { node { comment { text } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""


async def texts_received(environment: Mapping[str, str]) -> list[str]:
    """Return the texts of all comments, newest first."""
    headers = {"Authorization": f"Bearer {cast(environment).tokens['staff']}"}
    url = f"{environment['KYODO_GATEWAY_URL']}/graphql"
    texts: list[str] = []
    after: str | None = None
    async with aiohttp.ClientSession(headers=headers) as session:
        while True:
            body = {"query": NEWEST, "variables": {"after": after}}
            async with session.post(url, json=body) as answer:
                inputs = (await answer.json())["data"]["inputs"]
            texts += [
                edge["node"]["comment"]["text"]
                for edge in inputs["edges"]
                if edge["node"]["comment"]
            ]
            if not inputs["pageInfo"]["hasNextPage"]:
                return texts
            after = inputs["pageInfo"]["endCursor"]
