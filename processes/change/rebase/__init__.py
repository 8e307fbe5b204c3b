"""A change made again on a version that moved on: as operations, as it stands in the file, and in files beside it."""
