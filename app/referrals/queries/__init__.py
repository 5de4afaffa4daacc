"""Looking up departments, and what was passed on to them."""
