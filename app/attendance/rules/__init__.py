"""What holds for everybody's day, without database or web."""
