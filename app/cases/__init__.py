"""A check that does not match, from notice to appeal: what people decide, step by step (R111)."""
