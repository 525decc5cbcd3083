"""From an input to what changed because of it, and from a change back to citizens' words."""
