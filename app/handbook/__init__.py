"""规章、失约记录和案例库: what everybody has read, and learns from (rows R92, R101, R103)."""
