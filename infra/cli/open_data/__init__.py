"""Open data: read what anyone may see, as any other program would, and have versions made of it."""
