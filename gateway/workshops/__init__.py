"""Workshops (市民カフェ) in the schema."""
