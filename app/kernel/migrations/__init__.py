"""The history of the schema; a package, so that it is installed wherever the program is."""
