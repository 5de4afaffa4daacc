"""转办: what is passed on to a department outside, and its answer (row R94)."""
