"""What a case may say, and what is a breach. Pure."""
