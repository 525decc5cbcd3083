"""The responses service: 本市の考え方・市の回答."""
