"""Issue proposals (課題提案制度): a difficulty is brought, opened into an issue, and taken on."""
