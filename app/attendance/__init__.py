"""The day: signing in, who serves where, leave, and what a lead decides about it."""
