"""Consultations, comments and receipts."""
