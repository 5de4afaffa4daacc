"""What is typed about departments and referrals."""
