"""What there is to choose from at a step of a model, by the questions of kinds of change: nearest first, bounded."""
