"""Whom a visitor of the demo can become, and what is there to try as each."""

from __future__ import annotations

from dataclasses import dataclass

from app.demo.cast import address
from app.demo.marketing.people import VISITOR
from app.demo.sales.regions import SEEKER
from app.demo.towels.hotels import ATTENDANT, OWNER
from app.kernel.i18n import _


@dataclass(frozen=True)
class Persona:
    """One of the people of the demo: what they are here for, and what is worth trying as them."""

    name: str
    role: str
    tries: tuple[str, ...]

    @property
    def email(self) -> str:
        """The address by which they are known."""
        return address(self.name)


PERSONAS = (
    Persona(
        VISITOR,
        _("Does the work in the campaign team"),
        (
            _("Do a task, and say with one tap whether it was worth doing."),
            _("Vote on a proposal of a colleague."),
            _("Read what a change means for your own work."),
        ),
    ),
    Persona(
        "Nora Lindqvist",
        _("Runs marketing, and owns a process"),
        (
            _("Approve a change that people voted for, and see it go live."),
            _("See which steps people complain about, and what the last changes brought."),
            _("Hand over work of somebody who is away."),
        ),
    ),
    Persona(
        OWNER,
        _("Answers for housekeeping in twelve hotels"),
        (
            _("See what each hotel made of the new towel."),
            _("Vote on the next change, or say what is wrong with it."),
        ),
    ),
    Persona(
        ATTENDANT,
        _("Makes up rooms in Madrid, in Spanish"),
        (
            _("Do a task in your own language."),
            _("Read what the new towel changes for you."),
        ),
    ),
    Persona(
        SEEKER,
        _("Runs sales in the Baltic region"),
        (
            _("Find what worked elsewhere, and adopt it."),
            _("See which steps of offers people flag."),
        ),
    ),
    Persona(
        "Oskar Brandt",
        _("Keeps processes running, in operations"),
        (
            _("Mend what could not go on, and try it again."),
            _("Find cases that wait, and what they wait for."),
            _("Follow how running cases moved to a new version."),
        ),
    ),
    Persona(
        "Ada Winter",
        _("Administers Stepwell"),
        (
            _("Give people roles, groups and stand-ins."),
            _("Say which services processes may call."),
            _("Read the log of all that was decided."),
        ),
    ),
    Persona(
        "Pavel Papyr",
        _("Prints for Brightwater, as a partner"),
        (
            _("See how little an outsider sees: only what is theirs."),
            _("Take a print order and send the delivery note along."),
        ),
    ),
)
BY_EMAIL = {persona.email: persona for persona in PERSONAS}
