"""How long a plain pipeline takes for the same comments: the floor in the same run."""

import time
from collections.abc import Sequence

from services.insight.topics.domain.words import read
from tests.bench.insight.corpus import Opinion, in_order_of_arrival
from tests.bench.insight.quality import plain_clusters

TOPICS = 40


def baseline_minutes(made: Sequence[Opinion]) -> float:
    """Tokenise each distinct text once, then TF-IDF and MiniBatchKMeans over all that were sent."""
    began = time.monotonic()
    words = {one.text: [word.normal for word in read(one.text).words] for one in made}
    plain_clusters([words[text] for text in in_order_of_arrival(1, made)], TOPICS, 1)
    return (time.monotonic() - began) / 60
