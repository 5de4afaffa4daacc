"""The screens of the spot checks."""
