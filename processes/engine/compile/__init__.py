"""From the runnable model to the graphs on which tokens move."""
