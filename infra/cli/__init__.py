"""``kyodo``: the operator's command line."""
