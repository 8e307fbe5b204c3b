"""What practices keep of people."""

from __future__ import annotations

from sqlalchemy import select

from app.catalog.queries import to_see
from app.catalog.tables import Process
from app.kernel.i18n import _
from app.practices.tables import Baseline
from app.privacy import personal_data
from app.proposals.tables import Proposal


def register() -> None:
    """Tell what an export of a person holds of practices."""
    personal_data.exports(
        personal_data.Section("baselines", _("Figures you have entered"), lambda p, a: select(
            *to_see(a, Process.key.label("process")), Baseline.what, Baseline.unit, Baseline.before, Baseline.after,
            Baseline.price, Baseline.currency, Baseline.source, Baseline.reason, Baseline.entered_at)
            .join(Proposal, Proposal.id == Baseline.proposal_id)
            .join(Process, Process.id == Proposal.process_id)
            .where(Baseline.entered_by == p).order_by(Baseline.id)),
    )  # fmt: skip
