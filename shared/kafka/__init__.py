"""The only place that knows the Kafka client: topics, the relay, consumers, dead letters."""

from aiokafka.errors import KafkaError

from shared.kafka.projection import Batch, Model, Projection
from shared.kafka.runner import ProjectionRunner
from shared.kafka.topics import dead_letter_topic, ensure_topics, retry_topic, service_topic

__all__ = [
    "Batch",
    "KafkaError",
    "Model",
    "Projection",
    "ProjectionRunner",
    "dead_letter_topic",
    "ensure_topics",
    "retry_topic",
    "service_topic",
]
