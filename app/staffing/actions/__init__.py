"""What is done with work when people leave, or lose a role or group."""
