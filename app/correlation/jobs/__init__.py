"""Background entry points of correlation: what instances throw, starts by themselves, and what is cleared away."""

from app.correlation.jobs import deliveries, starts, tidy

__all__ = ["deliveries", "starts", "tidy"]
