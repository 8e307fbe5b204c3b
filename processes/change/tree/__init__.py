"""A document as it stands: compared element by element, whatever it means, and merged three ways."""
