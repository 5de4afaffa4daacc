"""What the spot checks ask the database."""
