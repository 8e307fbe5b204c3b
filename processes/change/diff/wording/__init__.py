"""What differences are called, in words that people understand."""
