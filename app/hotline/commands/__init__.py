"""One function a verb; none of them commits."""
