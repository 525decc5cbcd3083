"""Stage summaries: sentences of which each is a figure with its source, or an exact quotation."""
