"""The first visit: five steps that walk the whole loop once, ticked off by what the person has done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import url_for
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.ballots.tables import Vote
from app.discussion.tables import Flag
from app.kernel import clock
from app.kernel.policy import Actor
from app.proposals.tables import Proposal
from app.rollout.tables import Acknowledgement
from app.work.tables import Task

NEW = timedelta(days=90)


def guide(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Give the steps of the guided start to a newcomer, nothing to one who has walked them all (one statement)."""
    joined, *done = session.execute(
        select(
            select(Person.created_at).where(Person.id == actor.id).scalar_subquery(),
            exists().where(Task.closed_by == actor.id),
            exists().where(Flag.person_id == actor.id),
            exists().where(Proposal.author_id == actor.id),
            exists().where(Vote.person_id == actor.id),
            exists().where(Acknowledgement.person_id == actor.id),
        )
    ).one()
    steps = (
        ("Do a task", url_for("work.inbox"), "Open one that waits for you, fill its form, complete it."),
        ("Flag a step", url_for("work.inbox"), "Beside each task: is this step worth doing? One tap says no."),
        (
            "Propose a change",
            url_for("catalog.processes"),
            "“Improve this step” shows before and after while you choose.",
        ),
        ("Vote", url_for("proposals.proposals"), "Read the reasons, look at the change, say yes or no."),
        ("See it live", url_for("notices.notices"), "When it is approved, running work moves along and you are told."),
    )
    if all(done) or joined is None or joined < clock.now() - NEW:
        return []
    return [
        {"words": words, "href": href, "hint": hint, "done": ticked}
        for (words, href, hint), ticked in zip(steps, done, strict=True)
    ]
