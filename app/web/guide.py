"""The first visit: five steps that walk the whole loop once, ticked off by what the person has done."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.ballots.tables import Vote
from app.discussion.tables import Flag
from app.kernel.policy import Actor
from app.proposals.tables import Proposal
from app.rollout.tables import Acknowledgement
from app.work.tables import Task


def guide(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Give the steps of the guided start, or nothing for somebody who has walked them all (one statement)."""
    done = session.execute(
        select(
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
    if all(done):
        return []
    return [
        {"words": words, "href": href, "hint": hint, "done": ticked}
        for (words, href, hint), ticked in zip(steps, done, strict=True)
    ]
