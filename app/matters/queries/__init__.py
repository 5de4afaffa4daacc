"""Questions about matters, always with who asks."""
