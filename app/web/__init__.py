"""The frame of all pages, and the pages that bring features together."""
