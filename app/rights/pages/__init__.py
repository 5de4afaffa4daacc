"""The pages at the desk: requests, one request, and what runs out."""
