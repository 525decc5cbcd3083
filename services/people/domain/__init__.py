"""Rules about people and offices."""
