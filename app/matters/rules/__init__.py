"""What may be done with a matter, by whom, and until when (rows R75-R84, R88-R90, R98, R99)."""
