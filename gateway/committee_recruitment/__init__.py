"""Committees, recruitments and applications in the schema (委員公募)."""
