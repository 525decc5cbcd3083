"""Folds: which comments are one text that was passed on, for reading."""
