"""What is done with the team."""
