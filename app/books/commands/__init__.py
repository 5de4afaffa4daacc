"""Changes of the books, and what leaves them."""
