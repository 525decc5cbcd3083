"""From a public random value to a ticket number, and to an order of people.

The call for applications fixes a rule: which value, printed by whom and when, is the seed
(第1234回ナンバーズ4の当せん番号). The panels are committed to before that. Seed and commitment
together are hashed: HMAC-SHA256 (RFC 2104) with the panels' commitment as its key, over canonical
JSON ``[version, purpose, rule, value, counter or pseudonym]``. So nobody can choose panels to fit
the value, nor a value to fit the panels.

How good a draw is depends on the source. One that has V equally likely values gives each ticket
about V / N of them, give or take the square root of that: four digits (V = 10,000) and N = 1,000
tickets leave tickets with chances that differ by a third, and whoever makes the panels could try
out many. Take a rule with far more values than tickets squared (several lotteries together, which
are one text as well), or draw a number of three digits with a machine and use it as the ticket.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from unicodedata import normalize

from services.committee_recruitment.domain.draw.pool import VERSION, DrawImpossible, canonical

_VALUES = 1 << 256


class SeedMissing(DrawImpossible):
    """The rule names no source, or the value is empty."""


def normalised(value: str) -> str:
    """Return what a source printed in one form: NFKC, blanks at the ends gone, others single.

    Raises:
        SeedMissing.
    """
    found = " ".join(normalize("NFKC", value).split())
    if not found:
        raise SeedMissing("value")
    return found


def ticket_of(commitment: str, rule: str, value: str, tickets: int) -> int:
    """Return the ticket's number, from 0 to ``tickets`` − 1, each as likely as any other.

    Args:
        commitment: of the panels.
        rule: the text in the call, as it stands there.
        value: what the source printed.
        tickets: how many there are.

    Raises:
        SeedMissing; ValueError: no tickets, or a commitment that is not hexadecimal.
    """
    if tickets < 1:
        raise ValueError("tickets")
    # The remainders of numbers over the last whole multiple would be likelier for small tickets.
    whole = _VALUES - _VALUES % tickets
    counter = 0
    while True:
        number = int.from_bytes(_hashed(commitment, "ticket", rule, value, counter))
        if number < whole:
            return number % tickets
        counter += 1


def shuffled(commitment: str, rule: str, value: str, people: Iterable[str]) -> tuple[str, ...]:
    """Return pseudonyms in the order that the seed gives them.

    Raises:
        SeedMissing; ValueError: a commitment that is not hexadecimal.
    """
    return tuple(
        sorted(people, key=lambda who: (_hashed(commitment, "order", rule, value, who), who))
    )


def _hashed(commitment: str, purpose: str, rule: str, value: str, last: int | str) -> bytes:
    if not rule.strip():
        raise SeedMissing("rule")
    message = canonical([VERSION, purpose, rule, normalised(value), last])
    return hmac.new(bytes.fromhex(commitment), message, sha256).digest()
