"""Rules of issue proposals, without any input or output."""
