"""A stage's summary as a document for the council and the assembly (審議会・議会資料)."""
