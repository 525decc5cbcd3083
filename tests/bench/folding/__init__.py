"""How well campaigns are folded: texts with known origins, and scores."""
