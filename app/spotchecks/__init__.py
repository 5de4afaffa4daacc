"""Spot checks: the daily draw, blind checks, and findings with a right of reply."""
