"""Search over the texts of comments, for staff: a process of its own beside accepting them."""
