"""The JSON of proposals: what comes in, and what is given."""
