"""What people fill in about their days, judged."""
