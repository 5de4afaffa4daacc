"""Decisions of the books that need no database. Pure."""
