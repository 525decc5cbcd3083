"""Papers that may be published in their own words: entered, looked at, masked."""

from collections.abc import Mapping

from infra.demo import operations
from infra.demo.data import City, OriginalRow
from infra.demo.gateway import Gateway


class Originals:
    """Enters the papers and decides what is masked; once more changes nothing."""

    def __init__(
        self, gateway: Gateway, city: City, consultations: Mapping[str, str], token: str
    ) -> None:
        self._gateway = gateway
        self._city = city
        self._consultations = consultations
        self._token = token

    async def load(self, days: Mapping[int, str]) -> None:
        """Load all; ``days`` are dates by their distance from the day of the first load.

        Raises:
            DemoRefused, GatewayAway.
        """
        for row in self._city.originals:
            await self._enter(row, days[row.day])
        for key in {row.consultation for row in self._city.originals}:
            await self._mask(self._consultations[key])

    async def _enter(self, row: OriginalRow, day: str) -> None:
        given = {
            "consultationId": self._consultations[row.consultation],
            "text": row.text,
            "channel": row.channel,
            "receivedOn": day,
            "agreesToPublish": row.agrees,
            "idempotencyKey": f"kyodo-demo-original-{row.key}",
        }
        await self._gateway.mutate(operations.ENTER_COMMENT, given, self._token)

    async def _mask(self, consultation_id: str) -> None:
        """Decide about what waits for a look; an earlier load left the rest."""
        given = {"id": consultation_id}
        answer = await self._gateway.query(operations.AGREED_TEXTS, given, self._token)
        hidden = {row.text: row.hidden for row in self._city.originals}
        for node in (edge["node"] for edge in answer["agreedTexts"]["edges"]):
            text = node["text"]
            starts = sorted((text.index(words), words) for words in hidden[text])
            masks = [
                {"start": start, "end": start + len(words), "kind": "PERSONAL_DATA"}
                for start, words in starts
            ]
            about = {"commentId": node["commentId"], "version": 1, "number": 0, "masks": masks}
            key = f"kyodo-demo-mask-{node['commentId']}"
            decision = {**about, "idempotencyKey": key}
            await self._gateway.mutate(operations.MASK_COMMENT, decision, self._token)
