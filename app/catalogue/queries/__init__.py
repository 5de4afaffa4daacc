"""What is asked of the catalogue. Nothing of it is about people: everybody may read it."""
