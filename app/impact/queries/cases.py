"""The running cases that a change touches, one by one, with what would become of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.policy import sees_cases
from app.cases.queries.active import place
from app.cases.queries.instances import shown
from app.cases.tables import ALIVE, Instance
from app.catalog.tables import Process
from app.impact.queries.survey import Seen, Survey, count_running, running, sources, target_of
from app.impact.queries.touched import AT_ONCE, called
from app.impact.tables import Forecast
from app.kernel.policy import Actor
from processes import model

VERDICTS = ("stayed", "redirected", "moved", "unknown")
MOST_SHOWN = 50


@dataclass(frozen=True)
class Together:
    """Cases of a page that stand at the same steps and would go the same way, by ids and what they are called."""

    verdict: str
    at: tuple[str, ...]
    words: str
    cases: tuple[tuple[str, str], ...]

    @property
    def rank(self) -> tuple[int, int]:
        """Where it stands among others: those that stay first, then where most are."""
        return (VERDICTS.index(self.verdict), -len(self.cases))


@dataclass(frozen=True)
class Listed:
    """A page of touched cases: those that stay first; `hidden` run besides, and are not the reader's to see."""

    groups: tuple[Together, ...] = field(default_factory=tuple)
    next: str | None = None
    hidden: int = 0


def listed(
    session: Session, actor: Actor, process: Process, proposal_id: str, revision: int, changed: model.Model | None,
    *, migrates: bool, verdict: str = "", after: str = "",
) -> Listed:  # fmt: skip
    """Give the next touched cases that the actor sees, of one verdict where it is named.

    At most so many are shown, and so many looked at: a page may hold few, and there are more behind it. What was worked
    out for this revision already is taken from there.
    """
    only = None if sees_cases(actor, process) else shown(actor)
    hidden = 0 if only is None else count_running(session, process.id) - count_running(session, process.id, only)
    if changed is None or after.partition(" ")[0] not in ("", *ALIVE):
        return Listed(hidden=hidden)
    cases = running(session, process.id, after, AT_ONCE, only)
    known = session.get(Forecast, proposal_id)
    found = known.result if known is not None and known.result and known.result["revision"] == revision else None
    survey = Survey(target_of(session, process, changed, migrates=migrates), found)
    definitions = sources(session, cases)
    chosen: dict[tuple[str, tuple[str, ...], str], list[Seen]] = {}
    last = None
    for number, case in enumerate(cases):
        fate = survey.fate(case, definitions.get(case.version_id))
        key = (fate["verdict"], tuple(fate["at"]), fate["words"]) if fate else ("unknown", (), "")
        if not verdict or key[0] == verdict:
            chosen.setdefault(key, []).append(case)
        is_full = sum(map(len, chosen.values())) >= MOST_SHOWN
        if (is_full and number + 1 < len(cases)) or number + 1 == AT_ONCE:
            last = place(case.state, case.id)
            break
    names = _names(session, [case.id for group in chosen.values() for case in group])
    groups = [
        Together(kind, at, words, tuple((case.id, names[case.id]) for case in group))
        for (kind, at, words), group in chosen.items()
    ]
    groups.sort(key=lambda group: group.rank)
    return Listed(tuple(groups), last, hidden)


def _names(session: Session, ids: Sequence[str]) -> dict[str, str]:
    rows = session.execute(select(Instance.id, Instance.business_key).where(Instance.id.in_(ids))) if ids else ()
    return {case_id: called(case_id, key) for case_id, key in rows}
