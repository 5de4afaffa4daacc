"""What people type about items, and what stands in sheets, as values."""
