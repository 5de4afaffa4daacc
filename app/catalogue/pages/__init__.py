"""The catalogue's pages: for residents without a session too, because it is public information."""
