"""What can be imported, how others call it, and how their text becomes ours. Pure."""
