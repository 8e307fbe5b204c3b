"""Marketing: campaigns, leads, events and printed matter, and how its people rid their work of what helps nobody."""

from app.demo.marketing.work import MARKETING

__all__ = ["MARKETING"]
