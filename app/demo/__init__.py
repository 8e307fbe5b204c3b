"""The demo: a marketing organisation with a history, made by people and engine doing what they always do."""
