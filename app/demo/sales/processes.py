"""The follow-up of offers as sales drew it once, and its variant in each region."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy.orm import Session

from app.catalog import actions as catalog
from app.decision_policy import actions as policies
from app.decision_policy.values import Policy
from app.demo.case import Units
from app.demo.organisation import actor, map_lanes
from app.demo.sales.regions import DEPARTMENT, HEAD, REGIONS
from app.practices import actions as practices

KEY, FOLDER = "offers", "offer-follow-up"
LANES = ("Field sales", "Inside sales", "Head of sales")


def prepare(session: Session, units: Units) -> None:
    """Draw the process once, and give each region a variant that its own people do and decide about."""
    head = actor(session, HEAD)
    drawn = files("bpmn").joinpath(FOLDER, f"{FOLDER}.bpmn").read_bytes()
    first = catalog.create(
        session, head, KEY, "Offer follow-up", drawn, units[DEPARTMENT].path, note="As we do it today."
    )
    map_lanes(session, head, first, units, dict.fromkeys(LANES, (DEPARTMENT,)))
    for region in REGIONS:
        manager = actor(session, region.manager)
        title, unit = f"Offer follow-up {region.name}", units[region.unit].path
        variant = practices.make_variant(session, manager, first, region.key, title, unit)
        map_lanes(session, manager, variant, units, dict.fromkeys(LANES, (region.unit,)))
        policies.set_policy(session, manager, variant, Policy(days=4))
