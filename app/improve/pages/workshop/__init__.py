"""The workshop: a change of several parts, put together on the map and in a list, alone or with others."""

from app.improve.pages.workshop import views

__all__ = ["views"]
