"""What kinds of change that shape paths share: steps in a row, blocks around them."""
