"""What a case of the demo is: people, processes and a story of their own, in the same organisation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts.tables import Unit
from app.demo.cast import Part
from app.demo.history import History
from app.demo.stops import Stop

Units = dict[str, Unit]


@dataclass(frozen=True)
class Case:
    """A case: `prepare` makes its processes once its units and people are there, `plan` puts its story on a history.

    `units` are name, kind and the unit above; `logins` are those to begin as. Whoever stands in `late` joins in the
    story. What `plan` gives is called at the very end. `stops` are those of the tour, taken by who is `guide` where
    nobody is signed in who sees them.
    """

    key: str
    title: str
    units: tuple[tuple[str, str, str], ...]
    cast: tuple[Part, ...]
    logins: tuple[str, ...]
    prepare: Callable[[Session, Units], None]
    plan: Callable[[History, float], Callable[[Session], None]]
    guide: str
    stops: tuple[Stop, ...]
    late: tuple[str, ...] = ()
