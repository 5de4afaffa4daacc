"""Service items, their guides and review chains: what a station does, and on what ground."""
