"""Rules of workshops, without any input or output."""
