"""Rules of open data, without input or output."""
