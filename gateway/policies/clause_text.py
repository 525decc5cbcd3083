"""The text in which passages of a clause are counted."""


def clause_text(heading: str, body: str) -> str:
    """Return it as the policies service does (``units.text_of``): heading, line end, body."""
    return "\n".join(part for part in (heading, body) if part)
