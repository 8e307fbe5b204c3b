"""The life-cycle of towels as the chain drew it, and its variant in each hotel, in the language spoken there."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.catalog import actions as catalog
from app.catalog.tables import Process
from app.decision_policy import actions as policies
from app.decision_policy.values import Policy
from app.demo.case import Units
from app.demo.cast import address
from app.demo.organisation import actor, map_lanes, process
from app.demo.towels.hotels import CHAIN, HOTELS, LANES, OWNER, Hotel, title
from app.kernel.i18n import languages
from app.kernel.policy import SYSTEM
from app.practices import actions as practices

KEY, FOLDER = "towels", "towel-life-cycle"
NOTES = {"de": "In unseren Worten.", "es": "Con nuestras palabras.", "fr": "Avec nos mots à nous."}


def prepare(session: Session, units: Units) -> None:
    """Draw the process once, give each hotel a variant, its first one translated, and say who does which lane."""
    head = actor(session, OWNER)
    first = catalog.create(
        session, head, KEY, "Towel life-cycle", _model("en"), units[CHAIN].path, note="As we do it today."
    )
    map_lanes(session, head, first, units, dict.fromkeys(LANES["en"], (CHAIN,)))
    drawn = {"en": first}
    for hotel in HOTELS:
        _staff(session, hotel)
        with languages.speaking(hotel.language):
            drawn.setdefault(hotel.language, _variant(session, units, hotel, drawn.get(hotel.language, first)))
    for hotel in HOTELS:
        _settle(session, units, hotel)


def _variant(session: Session, units: Units, hotel: Hotel, source: Process) -> Process:
    manager = actor(session, hotel.manager)
    made = practices.make_variant(session, manager, source, hotel.key, title(hotel), units[hotel.unit].path)
    if hotel.language != "en" and source.key == KEY:
        catalog.publish(session, manager, made, _model(hotel.language), NOTES[hotel.language])
    return made


def _staff(session: Session, hotel: Hotel) -> None:
    """Let those who wash be a group, and all have Stepwell in the language of their hotel."""
    group = accounts.make_group(session, SYSTEM, hotel.laundry)
    for name in hotel.team:
        person = people.by_email(session, address(name))
        assert person is not None
        if name in (hotel.launderer, hotel.manager):
            accounts.join_group(session, SYSTEM, group, person)
        if hotel.language != "en":
            accounts.edit_person(session, SYSTEM, person, language=hotel.language)


def _settle(session: Session, units: Units, hotel: Hotel) -> None:
    """Say who does which lane in a hotel, and that it decides within three days."""
    manager = actor(session, hotel.manager)
    variant = process(session, hotel.key)
    housekeeping, laundry, purchasing = LANES[hotel.language]
    lanes = {housekeeping: (hotel.unit,), laundry: (hotel.laundry,), purchasing: (hotel.unit,)}
    map_lanes(session, manager, variant, units, lanes)
    policies.set_policy(session, manager, variant, Policy(days=3))


def _model(language: str) -> bytes:
    name = f"{FOLDER}.bpmn" if language == "en" else f"{FOLDER}.{language}.bpmn"
    return files("bpmn").joinpath(FOLDER, name).read_bytes()
