"""Faults under load: what was accepted is found, once, and in order."""
