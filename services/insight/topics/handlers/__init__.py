"""Use cases of topics: place what comes in, make maps anew, let staff name, merge and split."""
