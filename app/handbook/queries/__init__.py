"""Looking up rules, breaches and cases."""
