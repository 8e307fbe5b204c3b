"""Scripts and conditions of models: what language they are in, and how they run where they can do no harm."""
