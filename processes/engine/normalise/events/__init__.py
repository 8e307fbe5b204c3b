"""Events: what they wait for or bring about, how processes begin, and listeners."""
