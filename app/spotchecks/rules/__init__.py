"""Pure decisions of the spot checks: no clock, no database, no web."""
