"""The work of marketing over half a year, and the story on top of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from app.demo.case import Case
from app.demo.casework import Casework, Habits, casework_on
from app.demo.cast import COMMON
from app.demo.forms import case_name
from app.demo.history import History
from app.demo.marketing import orders, processes
from app.demo.marketing.people import AS_WHOM, CAST, LOGINS, UNITS, VISITOR
from app.demo.marketing.stops import STOPS
from app.demo.marketing.story import STORY
from app.demo.organisation import actor, welcome
from app.demo.telling import Telling
from app.kernel.i18n import _

# How long people typically need until a step is done, in hours; paper and re-typing wait longest.
PACE = {
    "Print_brief": 9.0, "Rekey_brief": 11.0, "Sign_form": 26.0, "Copy_figures": 14.0, "File_folder": 20.0,
    "Write_brief": 5.0, "Draft_visuals": 12.0, "Write_copy": 8.0, "Assemble": 4.0, "Check_claims": 26.0,
    "Deputy_checks": 5.0, "Check_budget": 6.0, "Decide": 6.0, "Rework": 10.0, "Book_channels": 6.0, "Launch": 4.0,
    "Activity_0rhb1q4": 2.0, "Activity_1w8d0yx": 12.0, "Activity_0p2cj9e": 4.0, "Activity_0m3y7gk": 3.0,
    "Activity_1d9vq5a": 14.0, "Activity_0c7z2jn": 16.0, "Activity_16kfx0b": 4.0, "Activity_0y5i8hs": 20.0,
    "Approve_order": 9.0, "Print_pack": 30.0, "Check_delivery": 6.0, "Copy_list": 14.0, "Archive": 22.0,
    "Activity_1a2l6dz": 24.0, "Activity_1x4o7eg": 30.0, "Activity_1g8u3rp": 12.0, "Activity_0h8d3vx": 14.0,
}  # fmt: skip
MANAGERS_STEPS = frozenset({"Decide", "Deputy_checks", "Activity_16kfx0b", "Approve_order"})
# Who is away in these days, who stands in, for how many days; how many tasks they leave.
OWNER = "Nora Lindqvist"
AWAY = (("Chloe Martin", "Amara Okafor", 9), ("Anton Berg", "Nora Lindqvist", 6))
JOINED = 54
# process, cases spread over the whole time, cases of the last days that mostly still run
CASES = (("campaign-approval", 200, 34), ("lead-handover", 230, 32), ("event-report", 90, 11), ("print-order", 56, 12))
LAST_DAYS = 9
LEAST_ORDERS = 12
# how many days ago the visitor started a case of her own, and whether she did its first task
OWN = ((JOINED - 4, True), (1, False))


HABITS = Habits(PACE, MANAGERS_STEPS, case_name)


def _plan(history: History, scale: float) -> Callable[[Session], None]:
    keys = [key for key, *_ in CASES]
    casework, processes = casework_on(history, keys, (*CAST, *COMMON), HABITS)
    casework.special[orders.KEY] = orders.Orders(history, casework.follow)
    Telling(history, STORY, (*COMMON, *CAST), AS_WHOM).plan()
    newcomer = next(part for part in CAST if part.name == VISITOR)
    history.plan(history.days_before(JOINED, 8), lambda session: casework.join([welcome(session, newcomer)]))
    first, lately = history.start + timedelta(days=3), history.end - timedelta(days=LAST_DAYS)
    for key, cases, fresh in CASES:
        odd, before = key == orders.KEY, round(cases * scale)
        last = max(LEAST_ORDERS, round(fresh * scale)) if odd else round(fresh * scale)
        casework.start_cases(processes[key], first, lately, before)
        casework.start_cases(processes[key], lately, history.end, last, after=before, odd=odd)
    history.plan(history.days_before(2, 17), partial(casework.leave, key=CASES[0][0], owner=OWNER, away=AWAY))
    _own(history, casework, processes, scale)
    return casework.claim_some


def _own(history: History, casework: Casework, processes: dict[str, str], scale: float) -> None:
    """Let the visitor start two cases of her own, so that she has done a task and has one, whoever does the others."""
    key, cases, fresh = CASES[0]
    for number, (days, finish) in enumerate(OWN, round(cases * scale) + round(fresh * scale) + 1):
        visit = partial(_visit, casework=casework, process_id=processes[key], number=number, finish=finish)
        history.plan(history.days_before(days, 11), visit)


def _visit(session: Session, casework: Casework, process_id: str, number: int, finish: bool) -> None:
    casework.take_up(session, actor(session, VISITOR), process_id, number, finish=finish)


MARKETING = Case(
    "marketing", _("Marketing stops printing and typing what nobody reads"), UNITS, CAST, LOGINS,
    processes.prepare, _plan, VISITOR, STOPS, late=(VISITOR,),
)  # fmt: skip
