"""The keys of people's private data: made, handed out for a purpose, renewed, destroyed."""
