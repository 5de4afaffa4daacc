"""What the day's pages and decisions are made from."""
