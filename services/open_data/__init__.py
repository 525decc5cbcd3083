"""Open data: versions of what everyone may see, made once and never changed."""
