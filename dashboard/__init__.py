"""The policy staff's dashboard. It reads through the gateway's GraphQL API and nothing else."""
