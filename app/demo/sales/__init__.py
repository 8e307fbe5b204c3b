"""Sales: four regions that follow up their offers alike, and find what worked where the challenge was the same."""

from app.demo.sales.work import SALES

__all__ = ["SALES"]
