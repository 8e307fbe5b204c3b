"""The daily work of the hotels over half a year, and the story on top of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from app.demo.case import Case
from app.demo.casework import Casework, Habits, casework_on
from app.demo.history import History
from app.demo.organisation import actor
from app.demo.towels.handing_on import HandingOn
from app.demo.towels.hotels import ATTENDANT, CAST, HOTELS, LOGINS, OWNER, UNITS
from app.demo.towels.processes import prepare
from app.demo.towels.stops import STOPS
from app.demo.towels.story import STORY
from app.kernel.i18n import _

# How long a step typically takes until it is done, in hours: bleach has to soak, slips wait for a quiet hour.
PACE = {
    "Collect": 0.7, "Sort": 0.5, "Treat_stains": 0.6, "Soak": 1.6, "Weigh": 0.1, "Wash": 1.5, "Dry": 1.2,
    "Inspect": 0.4, "Fold": 0.7, "Write_slip": 0.5, "Type_slip": 3.0, "Shelve": 0.8, "Book_out": 4.0, "Reorder": 9.0,
}  # fmt: skip
MANAGERS_STEPS = frozenset({"Book_out", "Reorder"})
ODDS = {
    "pieces": tuple((pieces, 1) for pieces in range(48, 240, 8)),
    "kilos": tuple((kilos, 1) for kilos in (9, 9.5, 10, 11, 11.5, 12)),
    "stained": ((True, 35), (False, 65)),
    "result": (("good", 86), ("again", 9), ("worn", 5)),
    "worn_pieces": tuple((pieces, 1) for pieces in range(1, 9)),
}
FLOORS = {"en": "Floor {floor}, load {n}", "de": "Etage {floor}, Ladung {n}", "es": "Planta {floor}, carga {n}",
          "fr": "Étage {floor}, charge {n}"}  # fmt: skip
HOME = next(hotel.key for hotel in HOTELS if ATTENDANT in hotel.team)
SPOKEN = {hotel.key: hotel.language for hotel in HOTELS}
# cases of each hotel spread over the whole time, of the last days that mostly still run; the first has more of them
CASES, LATELY, FIRST = 2, 1, 12
# how many days ago the others began to work with it
OTHERS_BEGIN = 90
LAST_DAYS = 2


def _name(key: str, rng: Random, number: int) -> str:
    return FLOORS[SPOKEN[key]].format(floor=rng.randint(1, 6), n=f"{number:03d}")


HABITS = Habits(PACE, MANAGERS_STEPS, _name, ODDS)


def _plan(history: History, scale: float) -> Callable[[Session], None]:
    keys = [hotel.key for hotel in HOTELS]
    casework, processes = casework_on(history, keys, CAST, HABITS)
    HandingOn(history, STORY, CAST, LOGINS).plan()
    first, lately = history.start + timedelta(days=2), history.end - timedelta(days=LAST_DAYS)
    others = history.end - timedelta(days=OTHERS_BEGIN)
    there: dict[str, int] = {}
    for number, key in enumerate(keys):
        before, last = max(1, round((CASES if number else FIRST) * scale)), max(1, round(LATELY * scale))
        casework.start_cases(processes[key], others if number else first, lately, before)
        casework.start_cases(processes[key], lately, history.end, last, after=before)
        there[key] = before + last
    visit = partial(_visit, casework=casework, process_id=processes[HOME], number=there[HOME] + 1)
    history.plan(history.days_before(1, 11), visit)
    return casework.claim_some


def _visit(session: Session, casework: Casework, process_id: str, number: int) -> None:
    """Let who makes up rooms have a task of her own, whoever does the others."""
    casework.take_up(session, actor(session, ATTENDANT), process_id, number, finish=False)


TOWELS = Case(
    "towels", _("Twelve hotels agree on how a new towel is washed"), UNITS, CAST, LOGINS,
    prepare, _plan, OWNER, STOPS,
)  # fmt: skip
