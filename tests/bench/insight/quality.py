"""How good topics are, against a plain pipeline, and whether small voices are found.

Quality is the V-measure on the labelled statements, over five seeds: ours finds the number of
topics itself, the plain one (TF-IDF and MiniBatchKMeans of scikit-learn, on the same words) is told
it. A seed leaves out a tenth of the statements, so that ours, which draws nothing by chance, is
tried on different ones, too. AMI is told as well: V-measure favours many groups.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from rich.progress import track
from sklearn.cluster import MiniBatchKMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score, v_measure_score

from services.insight.topics.domain.identity import Before
from services.insight.topics.domain.making import Made, Wording
from services.insight.topics.domain.topic_map import TopicMap, wording_key
from services.insight.topics.domain.words import read
from services.insight.topics.domain.work import make_map
from tests.bench.insight.labelled import Labelled, minority, statements

SEEDS = 5
LEFT_OUT = 0.1
HELD_BY = 0.01


@dataclass(frozen=True)
class Quality:
    """Means over the seeds."""

    ours: float
    baseline: float
    ours_ami: float
    baseline_ami: float
    topics: float


def quality(seed: int) -> Quality:
    """Measure both on the same statements."""
    rows = []
    for number in track(range(SEEDS), "quality"):
        dice = random.Random(f"quality-{seed}-{number}")  # seeded data, not a secret
        said = [one for one in statements() if dice.random() >= LEFT_OUT]
        labels = [one.label for one in said]
        ours, baseline = our_topics(said), plain_topics(said, len(set(labels)), number)
        rows.append(
            (
                *(v_measure_score(labels, ours), v_measure_score(labels, baseline)),
                *(
                    adjusted_mutual_info_score(labels, ours),
                    adjusted_mutual_info_score(labels, baseline),
                ),
                len(set(ours)),
            )
        )
    return Quality(*(round(mean(column), 4) for column in zip(*rows, strict=True)))


def our_topics(said: Sequence[Labelled]) -> list[str]:
    """Return the topic of each statement."""
    made, places = _made(said)
    topic_of = {one.id: one.topic_id for one in made.viewpoints}
    return [topic_of[places[wording_key(one.text)]] for one in said]


def plain_topics(said: Sequence[Labelled], topics: int, seed: int) -> list[int]:
    """Return what scikit-learn makes of the same words, told how many topics there are."""
    words = [[word.normal for word in read(one.text).words] for one in said]
    return plain_clusters(words, topics, seed)


def plain_clusters(words: Sequence[Sequence[str]], topics: int, seed: int) -> list[int]:
    """Group texts, given as words, by TF-IDF and MiniBatchKMeans."""
    rows = TfidfVectorizer(analyzer=_as_they_are).fit_transform(words)
    found = MiniBatchKMeans(topics, random_state=seed, n_init=3).fit_predict(rows)
    return [int(one) for one in found]


def minority_found(seed: int) -> float:
    """Return in which share of trials a planted view, held by 1 %, can be found by a reader.

    Found: statements of it are two or more, and half or more, of a viewpoint; or one of them stands
    in the list of rare views.
    """
    said, planted = statements(), minority()
    views = sorted({one.label for one in planted})
    many = max(2, round(HELD_BY * len(said)))
    trials = [(view, number) for number in range(SEEDS) for view in views]
    return round(mean(_is_found(said, planted, many, seed, *t) for t in track(trials, "rare")), 4)


def _is_found(
    said: Sequence[Labelled],
    planted: Sequence[Labelled],
    many: int,
    seed: int,
    view: str,
    number: int,
) -> bool:
    dice = random.Random(f"minority-{seed}-{number}-{view}")  # seeded data, not a secret
    chosen = dice.sample([one for one in planted if one.label == view], many)
    made, places = _made([*said, *chosen])
    keys = {wording_key(one.text) for one in chosen}
    if keys & set(made.rare):
        return True
    for viewpoint in {places[key] for key in keys}:
        members = [key for key, place in places.items() if place == viewpoint]
        ours = sum(key in keys for key in members)
        if ours >= 2 and ours * 2 >= len(members):
            return True
    return False


def _made(said: Sequence[Labelled]) -> tuple[Made, dict[int, str]]:
    wordings = [Wording(wording_key(one.text), one.text) for one in said]
    made = make_map("bench", wordings, Before())
    topic_map = TopicMap.of_bytes(made.written)
    places = {one.key: topic_map.place_of(one.key) for one in wordings}
    return made, {key: place.viewpoint_id for key, place in places.items() if place}


def _as_they_are(words: Sequence[str]) -> Sequence[str]:
    return words
