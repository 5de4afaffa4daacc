"""What is typed about rules and cases."""
