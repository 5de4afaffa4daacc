"""Campaigns and their records, always within a scope."""
