"""What is done with departments and referrals."""
