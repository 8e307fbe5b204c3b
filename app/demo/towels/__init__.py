"""Towels: a hotel chain works out with its people how a new towel is washed, and twelve hotels make it their own."""

from app.demo.towels.work import TOWELS

__all__ = ["TOWELS"]
