"""Decisions of a comparison of file and place; pure."""
