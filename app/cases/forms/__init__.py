"""What people write in cases."""
