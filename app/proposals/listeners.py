"""What proposals do when they hear of ballots, of versions that went live, and of each other."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.events import PersonDeactivated, RoleRevoked
from app.ballots.events import BallotClosed, BallotClosing, VoteCast, VoteTakenBack
from app.ballots.values import CANCELLED, PASSED
from app.catalog.events import ProcessArchived, ProcessRestored, VersionComing, VersionPublished
from app.impact import actions as impact
from app.kernel import live
from app.kernel.events import listens, precedes
from app.kernel.subject import Subject
from app.proposals import actions, queries
from app.proposals.events import ProposalMoved, ProposalOpened, ProposalRebased, ProposalShown
from app.proposals.tables import Proposal
from app.proposals.transitions import ENDED


@precedes(BallotClosing)
def ballot_closing(session: Session, news: BallotClosing) -> None:
    """Lock the process and the proposal before the ballot, as everything else does that needs them all."""
    proposal_id = news.subject.id_if("proposal")
    if proposal_id is not None:
        queries.lock_rows(session, proposal_id)
        actions.hold(session, session.get_one(Proposal, proposal_id).process_id)


@listens(BallotClosed)
def ballot_closed(session: Session, news: BallotClosed) -> None:
    """Accept or reject the proposal that the ballot was about; a cancelled ballot decides nothing."""
    proposal_id = news.subject.id_if("proposal")
    if proposal_id is not None and news.outcome != CANCELLED:
        actions.ballot_closed(session, proposal_id, passed=news.outcome == PASSED)


@listens(ProposalMoved)
def moved(session: Session, news: ProposalMoved) -> None:
    """Look again at what the proposal would do to running work, before the next ones judge it."""
    proposal = session.get(Proposal, news.proposal_id)
    if proposal is not None and not proposal.is_in_words and proposal.state not in (*ENDED, "approved"):
        impact.order(session, proposal.id, proposal.process_id)


@listens(ProposalShown, ProposalOpened)
def shown(session: Session, news: ProposalMoved) -> None:
    """Say of a proposal that is made against another one, once others can read it, that it is there."""
    if news.before == "draft":
        actions.tell_answered(session, news.actor_id, news.proposal_id)


@precedes(VersionComing)
def coming(session: Session, news: VersionComing) -> None:
    """Lock what follows the live version before the ledger is written, as votes do."""
    actions.hold(session, news.process_id)


@listens(VersionPublished)
def published(session: Session, news: VersionPublished) -> None:
    """Take open proposals of the process along to the version that is live now, or end them in words."""
    if news.previous_version_id is not None:
        actions.follow(session, news.process_id, besides=news.proposal_id)


@listens(ProcessArchived)
def put_away(session: Session, news: ProcessArchived) -> None:
    """End what people are asked about a process that is put away."""
    actions.hold(session, news.process_id)
    actions.follow(session, news.process_id)


@listens(ProcessRestored)
def taken_back(session: Session, news: ProcessRestored) -> None:
    """Say that what ended because the process was put away can be revised again."""
    actions.hold(session, news.process_id)
    actions.taken_back(session, news.process_id)


@listens(PersonDeactivated)
def somebody_left(session: Session, news: PersonDeactivated) -> None:
    """Look at what can no longer be decided without them."""
    actions.look_at_what_is_left(session, news.person_id)


@listens(RoleRevoked)
def somebody_lost_a_role(session: Session, news: RoleRevoked) -> None:
    """Look at what can no longer be decided without them in this role."""
    actions.look_at_what_is_left(session, news.person_id, [(news.role, news.unit_path)])


@listens(VoteCast, VoteTakenBack, BallotClosed)
def ballot_moved(session: Session, news: VoteCast | VoteTakenBack | BallotClosed) -> None:
    """Have open pages fetch the decision box again."""
    live.ping(session, news.subject)


@listens(ProposalMoved, ProposalRebased)
def proposal_moved(session: Session, news: ProposalMoved | ProposalRebased) -> None:
    """Have open pages fetch the decision box again."""
    live.ping(session, Subject.of("proposal", news.proposal_id))
