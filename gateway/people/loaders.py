"""People, desks and departments by id, one request to the service for many."""

from strawberry.dataloader import DataLoader

from gateway.batching import by_id
from gateway.clients.people import DepartmentAnswer, DeskAnswer, PeopleClient, PersonAnswer


class PeopleLoaders:
    """The loaders of one request."""

    def __init__(self, client: PeopleClient) -> None:
        self._client = client
        self.person: DataLoader[str, PersonAnswer | None] = by_id(client.people)
        self.desk: DataLoader[str, DeskAnswer | None] = by_id(client.desks)
        self.department: DataLoader[str, DepartmentAnswer | None] = by_id(client.departments)
        self.desks_of: DataLoader[str, list[DeskAnswer]] = DataLoader(load_fn=self._desks_of)

    async def _desks_of(self, department_ids: list[str]) -> list[list[DeskAnswer]]:
        found = await self._client.desks_of(department_ids)
        return [[desk for desk in found if desk["department_id"] == id_] for id_ in department_ids]
