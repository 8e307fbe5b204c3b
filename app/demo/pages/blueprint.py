"""The blueprint of the demo, and what says whether this is it."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy.orm import Session

from app.demo import build
from app.demo.case import Case
from app.demo.cases import chosen
from app.demo.stops import Stop
from app.kernel.errors import NotFound
from app.kernel.features import known
from app.kernel.http.application import current_session, stepwell

blueprint = Blueprint("demo", __name__, template_folder="../templates")


def is_served() -> bool:
    """Whether the running application is the one that `stepwell demo` serves."""
    return any(feature.name == "demo" for feature in known(stepwell()))


def cases(session: Session) -> tuple[Case, ...]:
    """Give the cases that were built."""
    return chosen(build.cases_of(session))


def stops(session: Session) -> tuple[Stop, ...]:
    """Give the stops of the tour, those of each case that was built."""
    return tuple(stop for case in cases(session) for stop in case.stops)


def the_demo() -> Session:
    """Give the session on the demo's database; any other organisation has none of these pages."""
    session = current_session()
    if not is_served() or build.state_of(session) != "demo":
        raise NotFound
    return session
