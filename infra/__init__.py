"""How Kyodo is set up, started, operated and shipped."""
