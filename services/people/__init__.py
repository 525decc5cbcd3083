"""People who sign in, their desks and departments, and what they did."""
