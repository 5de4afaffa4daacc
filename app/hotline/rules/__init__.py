"""What calls, opinions, tickets and months are, and what may be done with them. Pure."""
