"""What the books hold already, as an import asks for it, and the imports themselves."""
