"""Everything that is done among processes that do the same work: one function a verb."""

from app.practices.actions.variants import make_variant

__all__ = ["make_variant"]
