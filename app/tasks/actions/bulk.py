"""Do the same with many tasks: each by itself, so that one that cannot be done leaves the others done.

Each is a unit of work of its own: others write between them, and scripts of all of them run before the lock is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Invalid, StepwellError
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.tasks import queries
from app.tasks.actions.assign import assign, delegate
from app.tasks.actions.claim import claim, release
from app.tasks.actions.complete import complete
from processes.expressions.bounds import TURN_SECONDS, code_time

MOST = 100
VERBS = ("claim", "release", "assign", "delegate", "complete")
LATER = _("the scripts of the others took all the time that one request has; do it again for this one")


Act = Callable[[Session, str], Any]


@dataclass(frozen=True)
class Done:
    """What became of one of many tasks: nothing to say, or why not."""

    task_id: str
    code: str = ""
    words: str = ""


def in_bulk(
    database: Database, actor: Actor, verb: str, task_ids: list[str],
    *, data: dict[str, Any] | None = None, person_id: str | None = None, of_one_step: bool = True,
) -> list[Done]:  # fmt: skip
    """Claim, release, assign, delegate or complete up to a hundred tasks; completing wants those `of_one_step`.

    Opens units of work itself. Where code of the models takes long, what is left over says so with the code LATER.
    """
    ids = list(dict.fromkeys(task_ids))
    if not 1 <= len(ids) <= MOST or verb not in VERBS:
        words = _("Choose 1 to {most} tasks, and one of {verbs}.", most=MOST, verbs=", ".join(VERBS))
        raise Invalid("BAD_BULK", _("Expected what to do with which tasks. {words}", words=words), {"tasks": words})
    if verb == "complete" and of_one_step:
        _require_same_step(database, actor, ids)
    acts: dict[str, Act] = {
        "claim": lambda session, one: claim(session, actor, one),
        "release": lambda session, one: release(session, actor, one),
        "assign": lambda session, one: assign(session, actor, one, person_id),
        "delegate": lambda session, one: delegate(session, actor, one, person_id or ""),
        "complete": lambda session, one: complete(session, actor, one, dict(data or {})),
    }
    with code_time(outside_locks.UNIT_SECONDS) as time:
        return [
            _one(database, acts[verb], one) if time.left >= TURN_SECONDS else Done(one, "LATER", LATER)
            for one in sorted(ids)
        ]


def _one(database: Database, act: Act, task_id: str) -> Done:
    def unit() -> None:
        with unit_of_work(database) as session:
            act(session, task_id)

    try:
        outside_locks.ready(database, unit)
    except StepwellError as error:
        return Done(task_id, error.code, error.words)
    return Done(task_id)


def _require_same_step(database: Database, actor: Actor, ids: list[str]) -> None:
    steps = set()
    with unit_of_work(database, readonly=True) as session:
        for task_id in ids:
            found, _mine = queries.task(session, actor, task_id)
            steps.add((found.process_id, found.step_id))
    if len(steps) > 1:
        words = _("Choose tasks of one step only.")
        raise Invalid("NOT_ONE_STEP", _("Expected tasks that are done alike. {words}", words=words), {"tasks": words})
