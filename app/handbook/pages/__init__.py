"""The pages of rules, breaches and cases."""
