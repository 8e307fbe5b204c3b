"""The processes of marketing, and how each of them is decided about and shared out."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.assignment import actions
from app.decision_policy import actions as policies
from app.decision_policy.values import Policy
from app.demo.case import Units
from app.demo.marketing.people import CAST
from app.demo.organisation import actor, load, process
from app.kernel.policy import SYSTEM
from app.notices import actions as notices

STUDIO = "Studio team"
"""A group, because the print shop's people are in a unit below the studio's and do none of its work."""
MAILED_AT_ONCE = ("Nora Lindqvist", "Oskar Brandt", "Petra Vogel")
LOADER = "Nora Lindqvist"
# key, title, unit, owner, and the units, the group or the role behind each lane
PROCESSES: tuple[tuple[str, str, str, str, dict[str, tuple[str, ...]]], ...] = (
    (
        "campaign-approval", "Campaign approval", "Marketing", "Nora Lindqvist",
        {
            "Campaign team": ("Marketing North", "Marketing South"),
            "Studio": (STUDIO,),
            "Legal": ("Legal and compliance",),
            "Finance": ("Finance",),
        },
    ),
    (
        "lead-handover", "Lead handover", "Marketing", "Gunnar Holm",
        {
            "Marketing": ("Marketing North", "Marketing South"),
            "Inside sales": ("Sales",),
            "Field sales": ("Sales",),
        },
    ),
    (
        "event-report", "Event report", "Marketing South", "Mateo Serrano",
        {"Event team": ("Marketing South",), "Controlling": ("Finance",)},
    ),
    (
        "print-order", "Order printed matter", "Papyr Print", "Petra Vogel",
        {
            "Studio": (STUDIO,), "Print shop": ("Papyr Print",), "Operations": ("ops",),
            "Administration": ("admin",),
        },
    ),
)  # fmt: skip

DUE = {
    "campaign-approval": {
        "Write_brief": "P2D",
        "Rework": "P2D",
        "Check_claims": "P3D",
        "Decide": "P1D",
        "Launch": "P1D",
    },
    "lead-handover": {"Activity_0rhb1q4": "P1D", "Activity_0p2cj9e": "P2D"},
}


def prepare(session: Session, units: Units) -> None:
    """Load the processes, and let some people have mails at once."""
    group = accounts.make_group(session, SYSTEM, STUDIO)
    for part in CAST:
        person = people.by_email(session, part.email) if part.unit == "Brand studio" else None
        if person is not None:
            accounts.join_group(session, SYSTEM, group, person)
    for key, title, unit, owner, lanes in PROCESSES:
        load(session, LOADER, units, (key, title, unit, owner), lanes)
    _policies(session)
    _due(session)
    for name in MAILED_AT_ONCE:
        notices.set_preference(session, actor(session, name), "instant", 8)


def _policies(session: Session) -> None:
    """Two owners who decide in their own way: votes on leads are counted unseen, reports end as they began."""
    wanted = {"lead-handover": Policy(vote="process", hidden=True), "event-report": Policy(migrate=False)}
    for key, _, _, owner, _ in PROCESSES:
        if key in wanted:
            policies.set_policy(session, actor(session, owner), process(session, key), wanted[key])


def _due(session: Session) -> None:
    """Say of some steps until when they are to be done; the printed matter's say it in their model."""
    for key, _, _, owner, _ in PROCESSES:
        if key in DUE:
            rules = [{"step": step, "due": due} for step, due in DUE[key].items()]
            actions.share_work(session, actor(session, owner), process(session, key), rules)
