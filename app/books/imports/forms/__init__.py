"""Foreign files as they come, read row by row, and rows made into what we keep."""
