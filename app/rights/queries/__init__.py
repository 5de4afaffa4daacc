"""What is held, what was asked, what has run out: always within a scope or a community."""
