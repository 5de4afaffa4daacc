"""Changes of files, one function a verb; the request commits."""
