"""Office files are zips of XML: which of them are opened at all.

One that unpacks to more than any real one, whose XML declares entities, or that is locked with a
password is not.
"""

import io
import zipfile

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UNPACKED_MAX = 64_000_000
MEMBERS_MAX = 2_000
# Office never writes a document type; with one come entities that grow without end.
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_XML = (".xml", ".rels")
_ENCRYPTED = 0x1
DAMAGED = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError)


class PackedBroken(ValueError):
    """It is no zip, damaged, too big unpacked, or holds what no office program writes."""


class OldOrLocked(ValueError):
    """A file of an old office program (.xls, .doc), or one with a password."""


def require_sound(content: bytes) -> frozenset[str]:
    """Return the names of the parts. Works hard: call it in a thread.

    Raises:
        OldOrLocked, PackedBroken.
    """
    if content.startswith(OLD_OFFICE):
        raise OldOrLocked
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            if any(one.flag_bits & _ENCRYPTED for one in members):
                raise OldOrLocked
            if len(members) > MEMBERS_MAX or sum(one.file_size for one in members) > UNPACKED_MAX:
                raise PackedBroken
            for one in members:
                if one.filename.lower().endswith(_XML) and _declares(packed.read(one)):
                    raise PackedBroken
    except OldOrLocked:
        raise
    except DAMAGED as error:
        raise PackedBroken from error
    return frozenset(one.filename for one in members)


def _declares(xml: bytes) -> bool:
    return any(mark in xml for mark in _DOCTYPES)
