"""办件: what a resident asked for, from acceptance to archive, with one owner to the end."""
