"""The pages of departments and referrals."""
