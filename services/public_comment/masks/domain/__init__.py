"""Rules of masking, without input or output."""
