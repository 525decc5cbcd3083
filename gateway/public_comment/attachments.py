"""Files with a comment in the schema: what is told of them. The files themselves are no part."""

from typing import Self

import strawberry

from gateway.clients.public_comment import AttachmentAnswer


@strawberry.type(description="意見に添えられたファイル。公表しません。")
class Attachment:
    """A file with a comment: ``kind`` is its media type, ``size`` in bytes.

    ``sha256`` is that of the file as it was handed in; the comment's commitment covers it.
    """

    id: strawberry.ID
    kind: str
    size: int
    sha256: str

    @classmethod
    def of(cls, answer: AttachmentAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            kind=answer["kind"],
            size=answer["size"],
            sha256=answer["sha256"],
        )
