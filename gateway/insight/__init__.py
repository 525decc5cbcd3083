"""What came in, counted."""
