"""What happens to draws and checks, one function a verb; the caller commits."""
