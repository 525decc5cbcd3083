"""Rules of splitting, without input or output."""
