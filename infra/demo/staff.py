"""Enters the people of the demo, and lets the loader act for one person of each department."""

from dataclasses import dataclass, field

from infra.demo.data import City, PersonRow
from infra.people import PeopleService


@dataclass
class Staff:
    """Departments and desks, and tokens for the people of the demo.

    ``tokens`` are of somebody in each department, by its name; ``desks`` by who signs in as what.
    """

    service: PeopleService
    people: dict[str, str] = field(default_factory=dict)
    desks: dict[str, str] = field(default_factory=dict)
    departments: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, sign_in: str) -> str:
        """Make a token for today for somebody.

        Raises:
            PeopleAway, PeopleRefused.
        """
        return self.service.make_token(self.people[sign_in], "demo", days=0)


def enter_staff(service: PeopleService, city: City) -> Staff:
    """Enter all people with their desks; once more changes nothing.

    Raises:
        PeopleAway, PeopleRefused.
    """
    staff = Staff(service)
    for person in city.people:
        key = f"kyodo-demo-{person.sign_in}"
        id_ = service.enter_person(person.name, person.sign_in, person.roles, f"{key}-person")
        staff.people[person.sign_in] = id_
        if person.desk:
            _seat(service, staff, person, id_, key)
        if "STAFF" in person.roles and person.department not in staff.tokens:
            staff.tokens[person.department] = service.make_token(id_, "demo", days=0)
    return staff


def _seat(service: PeopleService, staff: Staff, person: PersonRow, id_: str, key: str) -> None:
    name = person.department
    if name not in staff.departments:
        staff.departments[name] = service.open_department(name, f"{key}-department")
    desk = service.open_desk(staff.departments[name], person.desk, [id_], f"{key}-desk")
    staff.desks[person.sign_in] = desk
