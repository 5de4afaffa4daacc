"""The ladder with its right of reply: what may be done next, by whom, and until when (R111)."""
