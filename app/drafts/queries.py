"""Finding drafts: everybody their own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.assignment.tables import LONGEST_LANE
from app.catalog.queries import visible
from app.catalog.tables import Process
from app.drafts.policy import Drafts
from app.drafts.tables import DraftFile, ProcessDraft
from app.kernel import policy
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.kernel.policy import Actor
from processes.model import Model

# How many of them a list shows; as many as one person may keep.
MOST_DRAFTS = 30


@dataclass(frozen=True)
class Kept:
    """A draft in a list, and the process whose next version it is; None where its author does not see it."""

    draft: ProcessDraft
    process: Process | None


def draft(session: Session, actor: Actor, draft_id: str) -> ProcessDraft:
    """Give a draft of the actor's own; raises NotFound for any other."""
    found = session.get(ProcessDraft, draft_id)
    if found is None or not policy.allows(actor, Drafts.VIEW, found):
        raise NotFound(_("this draft"), "DRAFT_NOT_FOUND")
    return found


def mine(session: Session, actor: Actor) -> list[Kept]:
    """Give the drafts of the actor, the newest first: one statement."""
    rows = session.execute(
        select(ProcessDraft, Process)
        .outerjoin(Process, and_(Process.id == ProcessDraft.process_id, visible(actor)))
        .where(ProcessDraft.author_id == actor.id)
        .order_by(ProcessDraft.id.desc())
        .limit(MOST_DRAFTS)
    )
    return [Kept(found, process) for found, process in rows]


def count_of(session: Session, actor: Actor) -> int:
    """Count the drafts of the actor."""
    return session.scalar(select(func.count()).where(ProcessDraft.author_id == actor.id)) or 0


def files(session: Session, draft_id: str) -> dict[str, bytes]:
    """Give the files beside the model of a draft, by name."""
    rows = session.execute(select(DraftFile.name, DraftFile.content).where(DraftFile.draft_id == draft_id))
    return {name: content for name, content in rows}


def lanes_with_work(model: Model) -> list[str]:
    """Give the names of the lanes of a model in which people have something to do, in its order; no endless ones."""
    by_people = {"userTask", "manualTask", "task"}
    named = [node.lane for node in model.graph.nodes.values() if node.lane and node.type in by_people]
    return list(dict.fromkeys(name for name in named if len(name) <= LONGEST_LANE))
