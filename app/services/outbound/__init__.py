"""Requests that leave the house: to vetted addresses only, of limited size and time, without redirects."""

from app.services.outbound.addresses import NotAllowed, vetted
from app.services.outbound.client import Answer, NoAnswer, ask

__all__ = ["Answer", "NoAnswer", "NotAllowed", "ask", "vetted"]
