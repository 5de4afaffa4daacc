"""`qiaomen backup` and `qiaomen restore`: a whole copy of an installation, and back."""
