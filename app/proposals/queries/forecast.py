"""What a proposal would do to running work, as it was worked out."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.impact import queries as impact
from app.impact.queries import Touched
from app.proposals.queries.find import Found
from processes import model


def forecast(session: Session, found: Found, changed: model.Model | None) -> Touched:
    """Give what was worked out for the current revision of a proposal, under the policy it is decided by."""
    p, migrates = found.proposal, found.policy.migrate
    return impact.forecast(session, p.id, p.revision, found.process, changed, migrates=migrates)
