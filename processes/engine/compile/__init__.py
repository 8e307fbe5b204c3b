"""From the runnable model to specs that the engine follows."""
