"""Verbs of the day; each says in the audit chain what it did."""
