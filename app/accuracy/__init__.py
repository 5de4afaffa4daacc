"""实地核对: a sample of the books is held against the place; the mismatch rate is told (R97)."""
