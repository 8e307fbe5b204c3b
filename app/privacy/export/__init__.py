"""The export of a person: a ZIP of JSON for programs and HTML for people."""
