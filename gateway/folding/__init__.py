"""Folds in the schema: which comments are one text that was passed on."""
