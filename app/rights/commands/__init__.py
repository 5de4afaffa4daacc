"""Changes that answer requests and end what has run out; who calls commits."""
