"""What is said of cases: how they stand, when and how urgent, what happened, and what does not fit."""
