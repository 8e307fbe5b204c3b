"""Everything that is done among processes that do the same work: one function a verb."""

from app.practices.actions.baselines import NO_MORE, enter_baseline, supersede_baseline
from app.practices.actions.offers import DOES_NOT_FIT, MOST_TARGETS, NEEDS_ANCHOR, OFFERABLE, OFFERED, Offer, offer
from app.practices.actions.variants import make_variant

__all__ = [
    "DOES_NOT_FIT", "MOST_TARGETS", "NEEDS_ANCHOR", "NO_MORE", "OFFERABLE", "OFFERED", "Offer", "enter_baseline",
    "make_variant", "offer", "supersede_baseline",
]  # fmt: skip
