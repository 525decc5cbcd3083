"""Attacks on the running system: ``make test-security``; a short version is in ``make test``."""
