"""What is drawn, and what is noticed: no clock, no database, and no dice of their own."""
