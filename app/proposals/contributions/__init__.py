"""What proposals put into the features below: parts of their pages, facts, steps of the first visit, a live topic."""

from app.proposals.contributions import facts, guide, live, origins, pages, talk

__all__ = ["facts", "guide", "live", "origins", "pages", "talk"]
