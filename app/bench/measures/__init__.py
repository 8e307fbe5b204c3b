"""The measurements: each gives figures, what they are compared with, and what we aim at."""
