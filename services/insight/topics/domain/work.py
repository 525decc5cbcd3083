"""What worker processes do: all that takes the processor. Each keeps the maps it used last."""

from collections import OrderedDict
from collections.abc import Sequence

from services.insight.topics.domain.identity import Before
from services.insight.topics.domain.making import Made, Wording, make
from services.insight.topics.domain.topic_map import Place, TopicMap
from shared.word_vectors import word_vectors

MAPS_KEPT = 8

_maps: OrderedDict[str, TopicMap] = OrderedDict()


class MapNotHere(LookupError):
    """This process has not the map: send it along."""


def make_map(case_id: str, wordings: Sequence[Wording], before: Before) -> Made:
    """See ``making.make``."""
    return make(case_id, wordings, before, word_vectors())


def find_places(
    mark: str, written: bytes | None, wordings: Sequence[tuple[int, str | None]]
) -> list[Place | None]:
    """Return the place of each wording in the map of that ``mark``.

    None where its text is needed and was not sent.

    Raises:
        MapNotHere.
    """
    topic_map = _map(mark, written)
    places: dict[int, Place | None] = {key: topic_map.place_of(key) for key, _ in wordings}
    texts = {key: text for key, text in wordings if places[key] is None and text is not None}
    found = topic_map.find_places(list(texts.values()), word_vectors()) if texts else []
    places |= dict(zip(texts, found, strict=True))
    return [places[key] for key, _ in wordings]


def _map(mark: str, written: bytes | None) -> TopicMap:
    if mark not in _maps:
        if written is None:
            raise MapNotHere(mark)
        _maps[mark] = TopicMap.of_bytes(written)
    _maps.move_to_end(mark)
    while len(_maps) > MAPS_KEPT:
        _maps.popitem(last=False)
    return _maps[mark]
