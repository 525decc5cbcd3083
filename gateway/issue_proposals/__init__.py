"""Issue proposals in the schema."""
