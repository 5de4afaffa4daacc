"""Importing at a desk: hand a file over, say what its columns mean, see, write."""
