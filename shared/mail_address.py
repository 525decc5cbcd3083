"""Addresses for mail, as people type them."""

import re
import unicodedata

from shared.errors import InvalidInput

# RFC 5321, 4.5.3.1: what every server takes.
ADDRESS_MAX, LOCAL_PART_MAX = 254, 64
# RFC 5322's atoms, and dots anywhere: old addresses of Japanese telephones have them in a row and
# at the end. Nothing that a header or a list of addresses reads as a sign of its own.
_ADDRESS = re.compile(
    r"(?P<local>[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+)"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
)


class MailAddressMalformed(InvalidInput):
    """It is no mail address that a mail could be sent to."""


class MailsNotOffered(InvalidInput):
    """The city sends no mail: an address would be kept for nothing."""


def checked_address(field: str, typed: str) -> str:
    """Return an address; full-width letters and blanks around it are borne.

    Only what no mail server could take is refused; whether it is right, the first mail shows.

    Raises:
        MailAddressMalformed: it is empty, too long, or has a sign that no address has.
    """
    address = unicodedata.normalize("NFKC", typed).strip()
    found = _ADDRESS.fullmatch(address)
    if not found or len(address) > ADDRESS_MAX or len(found["local"]) > LOCAL_PART_MAX:
        raise MailAddressMalformed(field)
    return address
