"""What is done with rules, breaches and cases."""
