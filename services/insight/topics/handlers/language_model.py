"""A language model that the city may name: any endpoint that speaks OpenAI's chat completions."""

from collections.abc import Sequence

import aiohttp
import orjson

from shared.errors import Unavailable
from shared.settings import Settings

ANSWER_WITHIN_S = 60.0
ANSWER_BYTES = 262_144


class LanguageModel:
    """The model that settings name; ``name`` is what it is called there. Connects when asked."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.language_model_url.rstrip("/")
        self._key = settings.language_model_key
        self.name = settings.language_model_name

    @property
    def is_there(self) -> bool:
        """Whether the city names one."""
        return bool(self._url and self.name)

    async def answer(self, messages: Sequence[dict[str, str]]) -> str:
        """Return what it says.

        Raises:
            Unavailable: it cannot be reached, refuses, takes too long or says nothing of use.
        """
        body = {"model": self.name, "messages": list(messages), "temperature": 0, "stream": False}
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(
                    f"{self._url}/chat/completions",
                    data=orjson.dumps(body),
                    headers=headers,
                    allow_redirects=False,
                ) as answer,
            ):
                content = await _whole(answer)
                if answer.status != 200:
                    raise Unavailable
            said = orjson.loads(content)["choices"][0]["message"]["content"]
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable from error
        except (orjson.JSONDecodeError, KeyError, IndexError, TypeError) as error:
            raise Unavailable from error
        if not isinstance(said, str):
            raise Unavailable
        return said


async def _whole(answer: aiohttp.ClientResponse) -> bytes:
    content = b""
    async for chunk in answer.content.iter_any():
        content += chunk
        if len(content) > ANSWER_BYTES:
            raise Unavailable
    return content
