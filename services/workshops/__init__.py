"""Workshops (市民カフェ): before, during and after a World Café."""
