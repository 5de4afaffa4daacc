"""Questions about the set-up of a community, always within a scope."""
