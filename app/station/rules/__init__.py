"""Decisions of a station's set-up: pure, without clock or database."""
