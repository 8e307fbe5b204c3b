"""Running instances: tokens, scopes, and one turn of work on them."""
