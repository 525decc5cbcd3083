"""One person for each role, their desks and tokens, in a running system.

Sign-in names are those of the demo's sign-in provider, so that the same people sign in by browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from infra.people import PeopleService

OURS, THEIRS = "市民協働推進課", "交通政策課"
# name: (roles, department, desk)
PEOPLE: dict[str, tuple[list[str], str, str]] = {
    "staff": (["STAFF"], OURS, "協働推進係"),
    "approver": (["STAFF"], OURS, "課長"),
    "other_staff": (["STAFF"], THEIRS, "計画係"),
    "admin": (["ADMIN"], "", ""),
    "records": (["RECORDS"], "", ""),
    "facilitator": (["FACILITATOR"], "", ""),
    "reviewer": (["REVIEWER"], "", ""),
    "coordinator": (["COORDINATOR"], "", ""),
}


@dataclass
class Cast:
    """Ids and API tokens by the names in ``PEOPLE``."""

    people: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    desks: dict[str, str] = field(default_factory=dict)
    departments: dict[str, str] = field(default_factory=dict)

    @property
    def department(self) -> str:
        """The department in charge: of ``staff`` and ``approver``."""
        return self.departments[OURS]

    @property
    def other_department(self) -> str:
        """The department of ``other_staff``."""
        return self.departments[THEIRS]


def sign_in_name(person: str) -> str:
    """Return the name by which a person of the cast signs in."""
    return f"demo-{person.replace('_', '-')}"


def cast(environment: Mapping[str, str]) -> Cast:
    """Enter the people of ``PEOPLE`` with their desks; once more gives new tokens only."""
    service, made = PeopleService(environment), Cast()
    for name, (roles, department, desk) in PEOPLE.items():
        key = f"of-the-tests-{name}"
        person = service.enter_person(f"試験 {name}", sign_in_name(name), roles, f"person-{key}")
        made.people[name] = person
        if desk:
            if department not in made.departments:
                opened = service.open_department(department, f"department-{key}")
                made.departments[department] = opened
            made.desks[name] = service.open_desk(
                made.departments[department], desk, [person], f"desk-{key}"
            )
        made.tokens[name] = service.make_token(person, "試験", days=2)
    return made
