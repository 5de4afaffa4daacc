"""What changes the catalogue. Nothing here commits."""
