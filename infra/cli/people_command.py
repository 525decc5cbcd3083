"""``kyodo add-person`` and ``kyodo token``: what the operator does before anybody can sign in."""

import secrets
from collections.abc import Callable
from typing import TypeVar

from infra.cli.config import load_settings, need_service_key
from infra.cli.errors import CliError, Refused, WrongUse
from infra.cli.screen import say
from infra.people import PeopleAway, PeopleRefused, PeopleService

Answer = TypeVar("Answer")

ROLES = ("STAFF", "ADMIN", "RECORDS", "FACILITATOR", "REVIEWER", "COORDINATOR")


async def add_person(name: str, sign_in_name: str, roles: list[str]) -> int:
    """Let a person sign in; returns 0.

    Raises:
        CliError: it could not be done; says why.
    """
    if unknown := [role for role in roles if role not in ROLES]:
        raise WrongUse(
            f"役割「{unknown[0]}」はありません。使えるのは {'、'.join(ROLES)} です。",
            f"There is no role {unknown[0]}; use {', '.join(ROLES)}.",
        )
    key = f"operator-{secrets.token_hex(16)}"
    _asked(lambda service: service.enter_person(name, sign_in_name, roles, key))
    say(
        f"{name}さん（{sign_in_name}）がサインインできるようになりました。",
        f"{sign_in_name} may sign in now",
    )
    return 0


async def print_token(sign_in_name: str, days: int) -> int:
    """Print a new API token of a person on standard output; returns 0.

    Raises:
        CliError: it could not be made; says why.
    """
    person = _asked(lambda service: service.identify(sign_in_name))
    token = _asked(lambda service: service.make_token(person["person_id"], "kyodo token", days))
    print(token)
    return 0


def _asked(ask: Callable[[PeopleService], Answer]) -> Answer:
    settings = load_settings()
    environment = {
        "KYODO_PEOPLE_URL": settings.people_url,
        "KYODO_SERVICE_KEY": need_service_key(settings),
    }
    try:
        return ask(PeopleService(environment))
    except PeopleAway as error:
        raise _away(error) from error
    except PeopleRefused as error:
        raise _refused(error.code) from error


def _away(error: PeopleAway) -> CliError:
    return Refused(
        f"people サービス（{error}）につながりません。make run で起動しているか確かめてください。",
        f"Cannot reach the people service ({error}); is the system running?",
    )


def _refused(code: str) -> CliError:
    known = {
        "PERSON_NOT_KNOWN": (
            "その名前でサインインする人はいません。kyodo add-person で登録してください。",
            "Nobody signs in by this name; enter them with kyodo add-person.",
        ),
        "SIGN_IN_NAME_TAKEN": (
            "その名前はほかの人が使っています。サインイン名を確かめてください。",
            "Another person signs in by this name.",
        ),
        "SERVICE_TOKEN_REFUSED": (
            "サービス用の鍵が正しくありません。KYODO_SERVICE_KEY を確かめてください。",
            "The service does not take this key. Check KYODO_SERVICE_KEY.",
        ),
    }
    return Refused(*known.get(code, (f"できませんでした（{code}）。", f"Refused: {code}.")))
