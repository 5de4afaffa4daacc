"""What is typed about the team."""
