"""A look at every page as everybody, at every width and in both themes, for what no eye would find each time."""
