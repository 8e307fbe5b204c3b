"""What an elimination says, asks and is read by, apart from what it does."""
