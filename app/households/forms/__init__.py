"""What people type about files, read and refused by field."""
