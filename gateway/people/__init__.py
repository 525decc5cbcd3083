"""People who sign in, offices, personnel changes and the audit log in the schema."""
