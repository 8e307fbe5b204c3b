"""Drafts: files loaded, checked and not published yet."""
