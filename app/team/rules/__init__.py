"""Which building has nobody. Pure."""
