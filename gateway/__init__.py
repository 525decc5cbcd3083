"""The one door to the system: GraphQL for everyone, web pages for citizens."""
