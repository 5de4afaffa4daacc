"""What becomes of what was passed on. Pure."""
