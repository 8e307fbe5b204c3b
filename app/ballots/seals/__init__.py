"""seals: say here what this folder is."""
