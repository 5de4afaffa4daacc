"""What is in the ledgers: one description of each, and the queries made from it."""
