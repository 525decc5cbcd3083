"""Open data: what there is, in which versions."""
