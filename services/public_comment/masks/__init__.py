"""Publishing comments in their own words: what is masked in them, and what is handed out."""
