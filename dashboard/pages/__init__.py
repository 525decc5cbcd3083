"""One module per page: what a reader of the page sees, from top to bottom."""
