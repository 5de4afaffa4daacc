"""What people type: text in, frozen values or messages out."""
