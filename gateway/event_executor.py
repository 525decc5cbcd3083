"""How the events of a subscription are executed."""

from typing import Any

from graphql.execution import Executor
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext


class EventExecutor(StrawberryGraphQLCoreExecutionContext):
    """Keeps nothing of an event once it is executed.

    graphql-core 3.3 gives the executor of each event the memory of the one before, in which no
    event finds anything, as its keys are identities of that event's own lists: a live board that
    is watched for an hour would hold all that it was ever sent the fields of.
    """

    def build_per_event_executor(self, payload: Any) -> Executor[Any]:
        """Make an executor that begins with an empty memory."""
        executor = super().build_per_event_executor(payload)
        executor._relevant_sub_fields = {}
        return executor
