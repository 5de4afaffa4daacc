"""代办服务团队: who helps in a grid, and who answers for which building (rows R40, R41)."""
