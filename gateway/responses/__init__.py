"""The city's answers (本市の考え方) in the schema."""
