"""Topics in the schema: what citizens speak of, each word traceable to who said it."""
