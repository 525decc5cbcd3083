"""Counting again, from the comments themselves, by nothing that the services count with."""
