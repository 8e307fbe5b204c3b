"""What the signs of FEEL do: arithmetic and comparison (DMN 1.5, 10.3.2)."""
