"""schemas: say here what this folder is."""
