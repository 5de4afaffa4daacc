"""Looking up the team."""
