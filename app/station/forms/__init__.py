"""What a head types: text in, frozen values and messages by field out."""
