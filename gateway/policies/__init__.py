"""Policies, plan documents, their revisions and clauses."""
