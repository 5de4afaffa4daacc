"""When something has run out, and when an answer is due. Pure."""
