"""What residents may ask of the station: a copy, a correction, erasure; and what runs out."""
