"""HTML of ours: templates with automatic escaping, so that a citizen's words stay plain text."""

from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard import words
from shared.settings import settings

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **values: Any) -> str:
    """Fill a template of ``templates/``; every value is escaped."""
    return _environment().get_template(template).render(**values)


def address(policy_id: str, cycle: int | None = None, stage: str | None = None) -> str:
    """The address of a policy's or a stage's page: it can be sent to a colleague."""
    parts = {"policy": policy_id, "cycle": cycle, "stage": stage}
    return "policy?" + urlencode({name: part for name, part in parts.items() if part is not None})


def comment_address(comment_id: str) -> str:
    """The address of what became of a comment."""
    return "trace?" + urlencode({"comment": comment_id})


def clause_address(revision_id: str, clause_id: str) -> str:
    """The address of what led to a clause of a revision."""
    return "trace?" + urlencode({"revision": revision_id, "clause": clause_id})


def public_address() -> str:
    """Where people's browsers find the gateway's pages."""
    known = settings()
    return (known.public_url or known.gateway_url).rstrip("/")


@lru_cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = words
    environment.globals["address"] = address
    environment.globals["comment_address"] = comment_address
    environment.globals["clause_address"] = clause_address
    environment.filters["number"] = words.number
    environment.filters["few"] = words.few
    return environment
