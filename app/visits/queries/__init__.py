"""What this slice reads: histories of doors, one record, the round, a lead's day."""
