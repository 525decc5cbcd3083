"""Words, vectors, groups and names of topics: rules without input or output."""
