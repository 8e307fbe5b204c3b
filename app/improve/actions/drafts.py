"""Beginning a change, keeping each state of it, going back and forth between them, sharing and dropping it."""

from __future__ import annotations

from dataclasses import replace

import orjson
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.queries import actor_for
from app.catalog.tables import Process
from app.decision_policy.actions import may_propose, require_may_propose
from app.improve.events import ChangeShared
from app.improve.policy import Workshop
from app.improve.queries import MOST_DRAFTS, MOST_PEOPLE, Working, count_of
from app.improve.tables import LONGEST_TITLE, ChangeDraft, ChangeDraftPerson, ChangeDraftState
from app.improve.values import Content
from app.kernel import policy
from app.kernel.characters import one_line
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import announce
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.proposals.tables import Proposal

LONGEST_REASON, MOST_STATES = 10_000, 200
FEWEST_STATES, MOST_BYTES = 5, 4_000_000
MOST_OPERATIONS = 100


def begin(
    session: Session, actor: Actor, process: Process, content: Content, answers: Proposal | None = None
) -> ChangeDraft:
    """Begin a change of a process; raises Forbidden, or Conflict past MOST_DRAFTS."""
    require_may_propose(session, actor, process)
    if count_of(session, actor) >= MOST_DRAFTS:
        raise Conflict(
            "TOO_MANY_DRAFTS",
            _(
                "Expected at most {n} changes at work, but there are as many. Propose or delete one first.",
                n=MOST_DRAFTS,
            ),
            for_people=_(
                "You are working on {n} changes, and that is as many as there can be. Propose or delete one first.",
                n=MOST_DRAFTS,
            ),
        )
    now, content = clock.now(), checked(content)
    draft = ChangeDraft(
        process_id=process.id, author_id=actor.id, answers_id=answers.id if answers else None, title=content.title,
        reason=content.reason, at=0, last=0, created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    session.add(_state(actor, draft, None, content))
    session.flush()
    return draft


def keep(session: Session, actor: Actor, working: Working, content: Content) -> None:
    """Keep what a draft asks for now; other operations are its next state, and those before it can be had again."""
    policy.require(actor, Workshop.WORK, working.makers)
    content, draft = checked(content), working.draft
    if content == working.content:
        return
    draft.title, draft.reason, draft.updated_at = content.title, content.reason, clock.now()
    if content.operations != working.content.operations:
        parent, draft.last = draft.at, draft.last + 1
        draft.at = draft.last
        session.add(_state(actor, draft, parent, content))
        oldest = (ChangeDraftState.number <= draft.last - _most(content)) & (ChangeDraftState.number != parent)
        session.execute(delete(ChangeDraftState).where(ChangeDraftState.draft_id == draft.id, oldest))
    session.flush()


def step_to(session: Session, actor: Actor, working: Working, number: int) -> None:
    """Let another state of a draft hold again, an earlier or a later one."""
    policy.require(actor, Workshop.WORK, working.makers)
    working.draft.at, working.draft.updated_at = number, clock.now()
    session.flush()


def join(session: Session, actor: Actor, working: Working, person_id: str) -> None:
    """Let somebody else work on a draft who may propose in its process; raises Invalid for anybody else."""
    policy.require(actor, Workshop.SHARE, working.makers)
    other = actor_for(session, person_id) if person_id else None
    if other is None or not may_propose(session, other, working.process):
        words = _("Choose somebody who may propose changes of this process.")
        raise Invalid("CANNOT_PROPOSE", words, {"person": words})
    if person_id in (working.draft.author_id, *working.others):
        words = _("This person works on it already.")
        raise Invalid("WORKS_ON_IT", words, {"person": words})
    if len(working.others) >= MOST_PEOPLE:
        words = _("At most {n} others can work on one change.", n=MOST_PEOPLE)
        raise Invalid("TOO_MANY_PEOPLE", words, {"person": words})
    session.add(ChangeDraftPerson(draft_id=working.draft.id, person_id=person_id, at=clock.now()))
    session.flush()
    announce(session, ChangeShared(working.draft.id, working.process.id, person_id, actor.id))


def leave(session: Session, actor: Actor, working: Working, person_id: str) -> None:
    """Let somebody work on a draft no more: its author says so, or they themselves."""
    policy.require(actor, Workshop.WORK if person_id == actor.id else Workshop.SHARE, working.makers)
    session.execute(
        delete(ChangeDraftPerson).where(
            ChangeDraftPerson.draft_id == working.draft.id, ChangeDraftPerson.person_id == person_id
        )
    )


def drop(session: Session, actor: Actor, working: Working) -> None:
    """Delete a draft with all its states: its author did, or it became a proposal."""
    policy.require(actor, Workshop.WORK, working.makers)
    for table in (ChangeDraftState, ChangeDraftPerson):
        session.execute(delete(table).where(table.draft_id == working.draft.id))
    session.delete(working.draft)
    session.flush()


def checked(content: Content) -> Content:
    """Give it as it is kept; raises Invalid for what is too long."""
    errors = {}
    title = one_line(content.title).strip()
    if len(title) > LONGEST_TITLE:
        errors["title"] = _("Use at most {number} characters.", number=LONGEST_TITLE)
    if len(content.reason) > LONGEST_REASON:
        errors["reason"] = _("Use at most {number} characters.", number=LONGEST_REASON)
    if errors:
        raise Invalid("TOO_LONG", _("Expected a shorter text, but it is too long."), errors)
    if len(content.operations) > MOST_OPERATIONS:
        words = _("This asks for more than 100 changes at once. Make two proposals of it.")
        raise Invalid("TOO_MANY_OPERATIONS", words, {"_": words})
    return replace(content, title=title, reason=content.reason.strip())


def _most(content: Content) -> int:
    """How many states of a draft are kept: fewer where each holds a whole model that was drawn by hand."""
    size = len(orjson.dumps([*content.operations], default=dict))
    return max(FEWEST_STATES, min(MOST_STATES, MOST_BYTES // size))


def _state(actor: Actor, draft: ChangeDraft, parent: int | None, content: Content) -> ChangeDraftState:
    operations = [dict(one) for one in content.operations]
    return ChangeDraftState(
        draft_id=draft.id, number=draft.at, parent=parent, operations=operations, by=actor.id, at=clock.now()
    )
