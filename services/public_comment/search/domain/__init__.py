"""Rules of searching Japanese texts; no I/O."""
