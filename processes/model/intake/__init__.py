"""A file as it comes in, before a tree is built of it: bounded, and mended where modelers read it all the same."""
