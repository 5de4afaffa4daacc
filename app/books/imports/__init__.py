"""A station moves in from its spreadsheets (row R127): read, checked, then written whole or not."""
