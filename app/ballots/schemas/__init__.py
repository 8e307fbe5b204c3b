"""How ballots and votes look to programs, and what each method adds to that."""
