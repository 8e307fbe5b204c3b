"""Do the same with many tasks: each by itself, so that one that cannot be done leaves the others done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.errors import Invalid, StepwellError
from app.kernel.policy import Actor
from app.work import queries
from app.work.actions.assign import assign, delegate
from app.work.actions.claim import claim, release
from app.work.actions.complete import complete

MOST = 100
VERBS = ("claim", "release", "assign", "delegate", "complete")


@dataclass(frozen=True)
class Done:
    """What became of one of many tasks: nothing to say, or why not."""

    task_id: str
    code: str = ""
    words: str = ""


def in_bulk(
    session: Session, actor: Actor, verb: str, task_ids: list[str],
    *, data: dict[str, Any] | None = None, person_id: str | None = None,
) -> list[Done]:  # fmt: skip
    """Claim, release, assign, delegate or complete up to a hundred tasks; completing wants those of one step."""
    ids = list(dict.fromkeys(task_ids))
    if not 1 <= len(ids) <= MOST or verb not in VERBS:
        words = f"Choose 1 to {MOST} tasks, and one of {', '.join(VERBS)}."
        raise Invalid("BAD_BULK", f"Expected what to do with which tasks. {words}", {"tasks": words})
    if verb == "complete":
        _require_same_step(session, actor, ids)
    acts: dict[str, Callable[[str], Any]] = {
        "claim": lambda one: claim(session, actor, one),
        "release": lambda one: release(session, actor, one),
        "assign": lambda one: assign(session, actor, one, person_id),
        "delegate": lambda one: delegate(session, actor, one, person_id or ""),
        "complete": lambda one: complete(session, actor, one, dict(data or {})),
    }
    return [_one(session, acts[verb], one) for one in sorted(ids)]


def _one(session: Session, act: Callable[[str], Any], task_id: str) -> Done:
    try:
        with session.begin_nested():
            act(task_id)
            session.flush()
    except StepwellError as error:
        return Done(task_id, error.code, error.detail)
    return Done(task_id)


def _require_same_step(session: Session, actor: Actor, ids: list[str]) -> None:
    steps = set()
    for task_id in ids:
        found, _ = queries.task(session, actor, task_id)
        steps.add((found.process_id, found.step_id))
    if len(steps) > 1:
        words = "Choose tasks of one step only."
        raise Invalid("NOT_ONE_STEP", f"Expected tasks that are done alike. {words}", {"tasks": words})
