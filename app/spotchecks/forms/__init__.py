"""Reading what checkers and the workers' representative type."""
