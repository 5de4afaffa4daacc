"""民情热线: every way in which residents tell the station something, in one register."""
