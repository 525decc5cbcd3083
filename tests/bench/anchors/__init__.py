"""Revisions of invented plans in which it is known where every passage went."""
