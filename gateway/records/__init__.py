"""Keeping and erasing: disclosure requests that hold private data back from erasure."""
