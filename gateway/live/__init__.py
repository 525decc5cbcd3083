"""Live views: what changes is told to who watches it (GraphQL subscriptions)."""
