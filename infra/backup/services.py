"""Which databases and topics there are, and what of them is made from something else."""

import re

from infra.local.processes import PROCESSES

_RELAY = "-relay"
# Every service with events has a relay. insight is made from events alone; keys has no database.
SERVICES = tuple(
    process.name.removesuffix(_RELAY).replace("-", "_")
    for process in PROCESSES
    if process.name.endswith(_RELAY)
)

# These have documents, and tell nobody of them: of insight's topics, what staff said about them.
WITHOUT_EVENTS = ("open_data", "insight_topics")

# Web sessions end with the system they belong to.
_MADE_ANEW = {"leases", "generations", "sessions"}


def is_kept(service: str, collection: str) -> bool:
    """Say whether a collection is the service's own, and not a read model's or a relay's."""
    read_model = re.match(rf"{re.escape(service)}_g\d+_", collection)
    return read_model is None and collection not in _MADE_ANEW
