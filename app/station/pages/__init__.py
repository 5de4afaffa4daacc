"""The station's pages."""
