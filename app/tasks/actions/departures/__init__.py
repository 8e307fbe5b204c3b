"""What becomes of work when people leave, or lose a role or group."""
