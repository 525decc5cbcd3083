"""Files that people hand in: judged by their content, freed of secret tales, kept whole.

``accept`` decides whether a file is taken and what of it is kept; ``Files`` keeps it (GridFS);
``download_headers`` is the only way it is shown again: as a download, never inside a page.
"""

from shared.files.accept import (
    ALL_KINDS,
    AcceptedFile,
    FileKind,
    FileKindNotAccepted,
    FileTooLarge,
    FileUnreadable,
    accept,
)
from shared.files.download import download_headers
from shared.files.scan import FileInfected, Scanner
from shared.files.store import FileNotFound, Files, KeptFile

__all__ = [
    "ALL_KINDS",
    "AcceptedFile",
    "FileInfected",
    "FileKind",
    "FileKindNotAccepted",
    "FileNotFound",
    "FileTooLarge",
    "FileUnreadable",
    "Files",
    "KeptFile",
    "Scanner",
    "accept",
    "download_headers",
]
