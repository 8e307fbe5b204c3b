"""The first visit: the steps of all features that walk the whole loop once, ticked off by what the person has done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.kernel.features import guide_steps
from app.kernel.http.application import stepwell
from app.kernel.policy import Actor
from app.kernel.times import clock

NEW = timedelta(days=90)


def guide(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Give the steps of the guided start to a newcomer, nothing to one who has walked them all (one statement)."""
    steps = guide_steps(stepwell())
    since = select(Person.created_at).where(Person.id == actor.id).scalar_subquery()
    joined, *done = session.execute(select(since, *(step.done(actor.id) for step in steps))).one()
    if all(done) or joined is None or joined < clock.now() - NEW:
        return []
    return [
        {"words": step.words, "href": url_for(step.endpoint), "hint": step.hint, "done": ticked}
        for step, ticked in zip(steps, done, strict=True)
    ]
