"""The daily work of the regions over half a year, and the story on top of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from sqlalchemy.orm import Session

from app.demo.case import Case
from app.demo.casework import Habits, casework_on
from app.demo.forms import COMPANIES
from app.demo.history import History
from app.demo.sales.adopting import Adopting
from app.demo.sales.processes import prepare
from app.demo.sales.regions import CAST, HEAD, LOGINS, REGIONS, UNITS
from app.demo.sales.stops import STOPS
from app.demo.sales.story import STORY
from app.kernel.i18n import _

# How long a step typically takes until it is done, in hours.
PACE = {
    "Clarify": 6.0, "Calculate": 9.0, "Approve_discount": 30.0, "Send": 3.0, "Walk_through": 4.0, "Call": 8.0,
    "Copy_report": 30.0, "Enter_order": 4.0, "Note_reason": 5.0,
}  # fmt: skip
MANAGERS_STEPS = frozenset({"Approve_discount"})
ODDS = {
    "need": tuple((need, 1) for need in ("Tents for a trade fair", "Jackets for forty guides", "Boots, two sizes each",
                                         "Rental gear for the season", "Uniforms for a new lodge")),
    "amount": tuple((amount, 1) for amount in range(1800, 42000, 1350)),
    "discount": ((0, 4), (2, 3), (3, 3), (5, 2), (8, 2), (12, 1)),
    "answer": (("order", 50), ("later", 18), ("no", 32)),
    "reason": (("The price.", 3), ("Another supplier.", 2), ("Not this season.", 2), ("They did not say.", 1)),
}  # fmt: skip
# cases of each region spread over the whole time, of the last days that mostly still run
CASES, LATELY, LAST_DAYS = 9, 2, 8


def _name(_key: str, rng: Random, number: int) -> str:
    return f"{rng.choice(COMPANIES)}, offer {number:03d}"


HABITS = Habits(PACE, MANAGERS_STEPS, _name, ODDS)


def _plan(history: History, scale: float) -> Callable[[Session], None]:
    keys = [region.key for region in REGIONS]
    casework, processes = casework_on(history, keys, CAST, HABITS)
    Adopting(history, STORY, CAST, LOGINS).plan()
    first, lately = history.start + timedelta(days=2), history.end - timedelta(days=LAST_DAYS)
    for key in keys:
        before, last = max(1, round(CASES * scale)), max(1, round(LATELY * scale))
        casework.start_cases(processes[key], first, lately, before)
        casework.start_cases(processes[key], lately, history.end, last, after=before)
    return casework.claim_some


SALES = Case(
    "sales", _("Four sales regions find what worked where the challenge was the same"), UNITS, CAST, LOGINS,
    prepare, _plan, HEAD, STOPS,
)  # fmt: skip
