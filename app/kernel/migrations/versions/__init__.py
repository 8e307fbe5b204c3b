"""The migrations, oldest first; each says which one it follows."""
