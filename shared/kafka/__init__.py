"""The only place that knows the Kafka client: topics, the relay, consumers, dead letters."""

from shared.kafka.projection import Batch, Model, Projection
from shared.kafka.runner import ProjectionRunner
from shared.kafka.topics import dead_letter_topic, ensure_topics, retry_topic, service_topic

__all__ = [
    "Batch",
    "Model",
    "Projection",
    "ProjectionRunner",
    "dead_letter_topic",
    "ensure_topics",
    "retry_topic",
    "service_topic",
]
