"""Opening, comparing, closing."""
