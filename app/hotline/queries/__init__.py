"""The register and what is counted in it, always within a scope."""
