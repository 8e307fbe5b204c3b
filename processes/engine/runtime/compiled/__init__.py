"""What is compiled of a version: its definition, graphs and steps, as far as they are known and not done."""
