"""What this slice asks the database."""
