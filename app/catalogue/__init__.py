"""The service catalogue: what residents can ask for here, and on what law it rests."""
