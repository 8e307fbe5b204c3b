"""What the signs of FEEL do: arithmetic and comparison."""
