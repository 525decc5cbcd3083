"""The pages, one module per thing a citizen came to do."""
