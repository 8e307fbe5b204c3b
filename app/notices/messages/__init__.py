"""messages: say here what this folder is."""
