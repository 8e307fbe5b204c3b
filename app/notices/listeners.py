"""Who is told what: the events of the features below become notices, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import actors, holders
from app.ballots import queries as ballots
from app.catalog.events import VersionPublished
from app.catalog.queries import answering
from app.catalog.tables import Process, Version
from app.discussion.events import CommentAdded, CommentReported, Mentioned
from app.discussion.tables import Comment
from app.kernel import clock, live
from app.kernel.events import listens
from app.kernel.ids import new_id
from app.kernel.policy import SYSTEM, allows
from app.notices.actions import News, tell
from app.notices.naming import name_of
from app.notices.telling_where import cut
from app.proposals import queries as proposals
from app.proposals.events import ProposalMoved, ProposalRebased, ProposalStuck
from app.proposals.tables import Proposal
from app.rollout import queries as rollouts
from app.rollout.events import RolloutFinished, RolloutStarted
from app.work.events import IncidentOpened, TasksOpened
from app.work.policy import Work
from app.work.queries import performers
from app.work.tables import Incident
from processes.called import opening
from processes.engine import SERVICE_KINDS

WORDS = {
    "open": "{what}: your vote is asked.",
    "revise": "{what}: this is a new revision, and the vote starts again. Please vote on it.",
    "pass": "{what}: accepted by the vote. A signature is still missing.",
    "fail": "{what}: not accepted, the ballot did not pass.",
    "reject": "{what}: rejected. {note}",
    "withdraw": "{what}: withdrawn by its author.",
    "end": "{what}: ended, since its author has left. {note}",
    "postpone": "{what}: there is more time to vote. The deadline was put off {note}",
    "go_live": "{what}: this is live now.",
    "conflict": "{what}: this cannot go on as it is. {note} Its author can make a new revision or withdraw it.",
    "carry": "{what}: this is its name since the live version moved on, and the vote starts again. Please vote on it.",
    "reverted": "{what}: taken back. {note}",
}
live.allow_topic("inbox", lambda session, actor, what: actor.is_internal)
LONGEST = 400
KINDS = {"open": "vote_asked", "revise": "vote_asked", "carry": "vote_asked"}


@listens(ProposalMoved)
def proposal_moved(session: Session, news: ProposalMoved) -> None:
    """Tell voters and author what became of a proposal; signers, when it waits for them."""
    if news.transition not in WORDS or (news.transition == "revise" and news.after != "voting"):
        return
    proposal = session.get(Proposal, news.proposal_id)
    if proposal is None:
        return
    if news.transition == "pass" and not proposals.policy_for(session, proposal).approvals:
        return
    told = _audience(session, proposal, news.transition)
    words = WORDS[news.transition].format(what=called(proposal), note=cut(news.note, 300))
    _tell_about(session, proposal, news, KINDS.get(news.transition, f"proposal_{news.transition}"), words, told)
    if news.transition == "conflict" and news.before == "accepted":
        _tell_about(session, proposal, news, "proposal_conflict", words, _signers(session, proposal))
    if news.transition == "pass":
        signers = _signers(session, proposal)
        words = f"{called(proposal)}: passed the vote and waits for your signature."
        _tell_about(session, proposal, news, "signature_asked", words, signers)


def _signers(session: Session, proposal: Proposal) -> set[str]:
    policy, process = proposals.policy_for(session, proposal), session.get(Process, proposal.process_id)
    roles = [signed.role for signed in policy.approvals]
    return holders(session, *roles, unit_path=process.unit_path) if process and roles else set()


@listens(ProposalRebased)
def rebased(session: Session, news: ProposalRebased) -> None:
    """Tell those who vote or sign that what follows from a change reads otherwise on the version that is live now."""
    proposal = session.get(Proposal, news.proposal_id)
    if proposal is None or proposal.state not in ("voting", "accepted"):
        return
    who = _audience(session, proposal, "carry")
    who |= _signers(session, proposal) if proposal.state == "accepted" else set()
    words = f"{called(proposal)}: {news.words[:600]} Your vote stands until you change it."
    key = f"rebased:{proposal.id}:{news.version_id}"
    tell(session, News("proposal_rebased", words, f"/proposals/{proposal.id}", key, news.process_id), who)


@listens(ProposalStuck)
def stuck(session: Session, news: ProposalStuck) -> None:
    """Tell its author and who answers for the process that a proposal cannot be decided as things stand."""
    proposal, process = session.get(Proposal, news.proposal_id), session.get(Process, news.process_id)
    if proposal is None or process is None:
        return
    key = f"stuck:{news.what}:{proposal.id}:{new_id()}"
    said = News("proposal_stuck", f"{called(proposal)}: {news.words}", f"/proposals/{proposal.id}", key, process.id)
    tell(session, said, {proposal.author_id, *answering(session, process)})


def called(proposal: Proposal) -> str:
    """What a notice leads with: the sentence from the operations; what people call it stands beside it."""
    said = proposal.sentence if len(proposal.sentence) <= LONGEST else f"{proposal.sentence[:LONGEST].rstrip()}…"
    return f"{said} (“{proposal.nickname}”)" if proposal.nickname else said


def _audience(session: Session, proposal: Proposal, transition: str) -> set[str]:
    if transition == "pass":
        return {proposal.author_id}
    ballot = ballots.current(session, proposal.subject)
    return {proposal.author_id, *(ballots.electors(session, ballot.id) if ballot else ())}


def _tell_about(
    session: Session, proposal: Proposal, news: ProposalMoved, kind: str, words: str, who: Iterable[str]
) -> None:
    key = f"{kind}:{proposal.id}:{news.revision}:{news.transition}"
    if news.transition == "postpone":
        key += f":{new_id()}"
    said = News(kind, words, f"/proposals/{proposal.id}", key, proposal.process_id)
    tell(session, said, who, except_for=[news.actor_id])


@listens(RolloutStarted)
def version_live(session: Session, news: RolloutStarted) -> None:
    """Tell those whose work a new version changes."""
    process, version = session.get(Process, news.process_id), session.get(Version, news.version_id)
    if process is None or version is None:
        return
    back = " The model from before is back." if news.kind == "revert" else ""
    words = f"{_changed(process, version)} is live.{back} See what changed for you."
    _tell_version(session, process, version, words, rollouts.concerned(session, news.rollout_id), news.actor_id)


@listens(VersionPublished)
def version_uploaded(session: Session, news: VersionPublished) -> None:
    """Tell those who do the work when somebody publishes a version without a proposal."""
    process, version = session.get(Process, news.process_id), session.get(Version, news.version_id)
    if process is None or version is None or news.previous_version_id is None:
        return
    if news.proposal_id is not None or version.reverts_id is not None:
        return
    words = f"{_changed(process, version)} was published. See what changed for you."
    _tell_version(session, process, version, words, performers(session, process), news.actor_id)


def _changed(process: Process, version: Version) -> str:
    """What news of a version lead with: what it changes, then its number."""
    called = f"ersion {version.number} of “{process.title}”"
    return f"{version.sentence}: v{called}" if version.sentence else f"V{called}"


def _tell_version(
    session: Session, process: Process, version: Version, words: str, who: Iterable[str], actor_id: str
) -> None:
    url = f"/processes/{process.key}/versions/{version.number}/changed"
    news = News("version_live", words, url, f"version:{version.id}", process.id)
    tell(session, news, who, except_for=[actor_id])


@listens(RolloutFinished)
def rollout_finished(session: Session, news: RolloutFinished) -> None:
    """Tell the owner and the author what became of running work."""
    found = rollouts.find(session, SYSTEM, news.rollout_id)
    rollout, process = found.rollout, found.process
    gone = rollout.moved + rollout.redirected
    words = (
        f"{_changed(process, found.version)}: {gone} of {rollout.total} running cases moved, "
        f"{rollout.stayed + rollout.failed} stayed."
    )
    proposal = session.get(Proposal, rollout.proposal_id) if rollout.proposal_id else None
    who = {*answering(session, process), *([proposal.author_id] if proposal else [])}
    said = News("rollout_finished", words, f"/rollouts/{rollout.id}", f"rollout:{rollout.id}", process.id)
    tell(session, said, who)


@listens(CommentAdded)
def comment_added(session: Session, news: CommentAdded) -> None:
    """Tell whom a comment answers, and the author of the proposal it is about."""
    who = name_of(session, news.actor_id)
    url = _comment_url(session, news.process_id, news.step_id, news.proposal_id, news.comment_id)
    key = f"comment:{news.comment_id}"
    if news.answers:
        said = News("reply", f"{who} answered you.", url, key, news.process_id)
        tell(session, said, [news.answers], except_for=[news.actor_id])
    proposal = session.get(Proposal, news.proposal_id) if news.proposal_id else None
    if proposal is not None:
        words = f"{called(proposal)}: {who} commented on it."
        said = News("proposal_comment", words, url, key, news.process_id)
        tell(session, said, [proposal.author_id], except_for=[news.actor_id])


@listens(Mentioned)
def mentioned(session: Session, news: Mentioned) -> None:
    """Tell a person that a comment names them."""
    url = _comment_url(session, news.process_id, news.step_id, news.proposal_id, news.comment_id)
    words = f"{name_of(session, news.actor_id)} mentioned you."
    said = News("mention", words, url, f"mention:{news.comment_id}", news.process_id)
    tell(session, said, [news.person_id], except_for=[news.actor_id])


@listens(CommentReported)
def reported(session: Session, news: CommentReported) -> None:
    """Tell the owner that somebody reported a comment."""
    process = session.get(Process, news.process_id)
    if process is not None:
        url = f"/processes/{process.key}/discussion"
        said = News(
            "report", f"A comment on “{process.title}” was reported.", url, f"report:{news.comment_id}", process.id
        )
        tell(session, said, answering(session, process), except_for=[news.actor_id])


@listens(IncidentOpened)
def incident_opened(session: Session, news: IncidentOpened) -> None:
    """Tell who answers for a process that work in it could not go on: once a day, since more stand in the same list.

    Why is told to who may see incidents: it may hold what a service answered, and values of the case.
    """
    process = session.get(Process, news.process_id)
    if process is not None:
        why = (session.scalar(select(Incident.words).where(Incident.id == news.incident_id)) or "")[:LONGEST]
        what = opening(news.step_name or process.title)
        words = f"{what} of “{process.title}” could not go on. Somebody has to see to it."
        key = f"incident:{process.id}:{clock.now().date().isoformat()}"
        told = answering(session, process)
        may = {one.id for one in actors(session, told).values() if allows(one, Work.VIEW_INCIDENT, process)}
        said = News("incident", f"{words} {why}".rstrip(), f"/incidents?process={process.key}", key, process.id)
        tell(session, said, may)
        tell(session, News("incident", words, f"/processes/{process.key}", key, process.id), told - may)


@listens(TasksOpened)
def inbox_moved(session: Session, news: TasksOpened) -> None:
    """Inboxes look again; nobody gets a notice for what stands in their inbox."""
    if any(kind not in SERVICE_KINDS for _, _, kind in news.tasks):
        live.ping(session, "inbox:all")


def _comment_url(
    session: Session, process_id: str, step_id: str | None, proposal_id: str | None, comment_id: str
) -> str:
    there = f"?comment={comment_id}#comment-{comment_id}"
    if proposal_id:
        return f"/proposals/{proposal_id}{there}"
    comment = session.get(Comment, comment_id)
    if comment is not None and comment.instance_id:
        return f"/instances/{comment.instance_id}{there}"
    process = session.get(Process, process_id)
    key = process.key if process else ""
    place = f"/processes/{key}/steps/{step_id}" if step_id else f"/processes/{key}/discussion"
    return f"{place}{there}"
