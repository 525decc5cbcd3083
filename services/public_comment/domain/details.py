"""What a consultation tells people: whom it asks, what to read, where, and how to hand in.

Those in charge may change it while it is announced only. Once it is open people rely on it: then a
change says what was corrected (訂正), what stood there before is kept, and no way of handing in is
taken away, nor changed whether it asks for agreement to publish the comments themselves. The period
is no part of it: that changes by an extension alone, and the particulars
that are asked for do not change, as people gave theirs for what they were told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from services.public_comment.domain.errors import (
    AskingIsFixed,
    ChannelsMissing,
    ChannelTakenAway,
    MaterialAddressInvalid,
    TooManyMaterials,
)
from shared.events.common import Channel
from shared.texts import clean_text, clean_title

MATERIALS_MAX, ADDRESS_MAX = 30, 500
SUMMARY_MAX, CONTACT_MAX, TEXT_MAX = 4_000, 1_000, 2_000
_Code = TypeVar("_Code", bound=StrEnum)


class Audience(StrEnum):
    """Who is asked (意見を提出できる方)."""

    LIVES = "LIVES"
    WORKS = "WORKS"
    STUDIES = "STUDIES"
    BUSINESS = "BUSINESS"
    INTERESTED = "INTERESTED"
    ANYONE = "ANYONE"


@dataclass(frozen=True)
class Material:
    """Something to read: where it is, an https address or a path of this site."""

    title: str
    url: str


@dataclass(frozen=True)
class Details:
    """All of it. ``assisted_entry``: staff write down what somebody cannot write (代筆).

    ``asks_to_publish_text``: the form asks whether the comment itself may be published.
    """

    summary: str
    contact: str
    channels: tuple[Channel, ...]
    audience: tuple[Audience, ...] = ()
    materials: tuple[Material, ...] = ()
    places: str = ""
    notes: str = ""
    assisted_entry: bool = True
    asks_to_publish_text: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read it of a consultation as it is kept; older ones say less, and promised no 代筆."""
        return cls(
            row["summary"],
            row["contact"],
            tuple(Channel(one) for one in row["channels"]),
            tuple(Audience(one) for one in row.get("audience", ())),
            tuple(Material(**one) for one in row.get("materials", ())),
            row.get("places", ""),
            row.get("notes", ""),
            row.get("assisted_entry", False),
            row.get("asks_to_publish_text", False),
        )

    def checked(self) -> "Details":
        """Return it as it is kept.

        Raises:
            ChannelsMissing, TooManyMaterials, MaterialAddressInvalid.
            TextTooLong, TextHasControlCharacters, TextEmpty.
        """
        if not self.channels:
            raise ChannelsMissing("channels")
        if len(self.materials) > MATERIALS_MAX:
            raise TooManyMaterials("materials", max=MATERIALS_MAX)
        return Details(
            clean_text("summary", self.summary, max_chars=SUMMARY_MAX, required=False),
            clean_text("contact", self.contact, max_chars=CONTACT_MAX, required=False),
            _in_order(Channel, self.channels),
            _in_order(Audience, self.audience),
            tuple(_checked(each, line) for line, each in enumerate(self.materials, start=1)),
            clean_text("places", self.places, max_chars=TEXT_MAX, required=False),
            clean_text("notes", self.notes, max_chars=TEXT_MAX, required=False),
            self.assisted_entry,
            self.asks_to_publish_text,
        )

    def document(self) -> dict[str, Any]:
        """Write it as it is kept."""
        return {
            **asdict(self),
            "channels": [one.value for one in self.channels],
            "audience": [one.value for one in self.audience],
            "materials": [asdict(one) for one in self.materials],
        }

    def changed_from(self, before: "Details") -> dict[str, Any]:
        """Return the names of what differs, with what stood there before."""
        now, then = self.document(), before.document()
        return {name: value for name, value in then.items() if now[name] != value}

    def require_same_asking(self, before: "Details") -> None:
        """Let a change pass that asks what it asked before: people answered that.

        Raises:
            AskingIsFixed.
        """
        if self.asks_to_publish_text != before.asks_to_publish_text:
            raise AskingIsFixed("asks_to_publish_text")

    def require_no_channel_less(self, before: "Details") -> None:
        """Let a change pass that people can bear who are just about to hand in.

        Raises:
            ChannelTakenAway: ``channel`` was accepted until now.
        """
        for channel in before.channels:
            if channel not in self.channels:
                raise ChannelTakenAway("channels", channel=channel.value)
        if before.assisted_entry and not self.assisted_entry:
            raise ChannelTakenAway("assisted_entry", channel=Channel.PHONE.value)

    def accepts(self, channel: Channel) -> bool:
        """Tell whether a comment may come this way; what is written down for somebody always may.

        Telephone is off unless it is named. 代筆 is 合理的配慮 (障害者差別解消法7条2項), no channel
        for all.
        """
        if self.assisted_entry and channel in (Channel.PHONE, Channel.COUNTER):
            return True
        return channel in self.channels


def _in_order(kind: type[_Code], given: Sequence[_Code]) -> tuple[_Code, ...]:
    return tuple(one for one in kind if one in given)


def _checked(material: Material, line: int) -> Material:
    """Return a material whose address is one that a reader may be sent to.

    Raises:
        MaterialAddressInvalid: it is neither https nor a path of this site.
    """
    title = clean_title("materials", material.title)
    url = material.url.strip()
    if not _is_https(url) and not _is_own_path(url):
        raise MaterialAddressInvalid("materials", line=line)
    return Material(title, url)


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and "@" not in parts.netloc and _is_plain(url, parts.netloc)


def _is_own_path(url: str) -> bool:
    return url.startswith("/") and not url.startswith("//") and _is_plain(url, url)


def _is_plain(url: str, part: str) -> bool:
    # A browser reads "\" as "/", so "/\evil.example" would leave this site.
    bad = "\\" in url or " " in url or not url.isprintable()
    return bool(part) and len(url) <= ADDRESS_MAX and not bad
