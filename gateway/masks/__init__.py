"""Comments published in their own words: what is masked, and what anyone may read."""
