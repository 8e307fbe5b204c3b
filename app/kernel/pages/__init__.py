"""What the pages of every feature have in common: templates, slots, forms, text that people write."""
