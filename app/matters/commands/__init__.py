"""What is done with matters."""
