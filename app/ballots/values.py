"""How a ballot can end, in the words in which it is stored and told."""

PASSED, FAILED, CANCELLED = "passed", "failed", "cancelled"
