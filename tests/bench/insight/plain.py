"""How long a plain pipeline takes for the same comments: the floor in the same run."""

import time

from services.insight.topics.domain.words import read
from tests.bench.insight.corpus import in_order_of_arrival, opinions
from tests.bench.insight.quality import plain_clusters

TOPICS = 40


def baseline_minutes(seed: int, sent: int, distinct: int) -> float:
    """Tokenise each distinct text once, then TF-IDF and MiniBatchKMeans over all that were sent."""
    made = opinions(seed, sent, distinct)
    began = time.monotonic()
    words = {one.text: [word.normal for word in read(one.text).words] for one in made}
    plain_clusters([words[text] for text in in_order_of_arrival(seed, made)], TOPICS, seed)
    return (time.monotonic() - began) / 60
