"""The services: each owns its facts, its database and its topic."""
