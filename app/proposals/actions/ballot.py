"""The ballot on a proposal: asking, voting, closing."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.ballots import actions as ballots
from app.ballots import queries as ballot_queries
from app.ballots.methods.contract import Option
from app.ballots.tables import Ballot, Vote
from app.catalog import queries as catalog
from app.decision_policy import queries as policies
from app.impact import queries as impact
from app.kernel.errors import Conflict
from app.kernel.i18n import _, joined, ngettext, sentences
from app.kernel.policy import Actor
from app.proposals import queries
from app.proposals.actions.transition import allowed, as_read, move, write_line
from app.proposals.queries.find import Found
from app.proposals.tables import Proposal
from app.proposals.transitions import STATE_WORDS


def electorate(session: Session, found: Found) -> set[str]:
    """Give the ids of the people whom the policy asks, as of now: those who also see what is said about the process."""
    policy = policies.current_policy(session, found.process.id)[1]
    steps = None
    if policy.vote != "process" and not found.proposal.is_in_words:
        operations = impact.operations_from(queries.revision(session, found.proposal).operations)
        steps = impact.kinds_at(catalog.live_version(session, found.process), operations).keys()
    return policies.asked(session, found.process, steps)


def discuss(session: Session, actor: Actor, found: Found, revision: int | None = None) -> Proposal:
    """Show a draft to everybody, before anybody votes."""
    way = allowed(actor, found, "discuss")
    as_read(session, found, revision)
    move(session, actor, found.proposal, way)
    return found.proposal


def open_vote(session: Session, actor: Actor, found: Found, revision: int | None = None) -> Proposal:
    """Freeze the electorate and the rule and start the vote; raises Conflict in another state or with nobody to ask."""
    way = allowed(actor, found, "open")
    as_read(session, found, revision)
    _fits(session, found)
    ballot = ask(session, actor, found)
    opened = ngettext(
        "opened the vote; {n} person is asked", "opened the vote; {n} people are asked", ballot.electorate_size
    )
    lacking = policies.unsigned(session, found.process, policies.current_policy(session, found.process.id)[1])
    move(session, actor, found.proposal, way, words=joined(". ", [opened, *lacking.values()]) if lacking else opened)
    return found.proposal


def _fits(session: Session, found: Found) -> None:
    """Raise Conflict where the live version moved on and there is nothing to vote on."""
    fate = queries.fate(session, found)
    if fate.becomes in queries.ENDS:
        wanted, out = _("Expected a change that fits the live version."), _("Its author can revise it.")
        raise Conflict("DOES_NOT_FIT", sentences(wanted, fate.words, out), for_people=sentences(fate.words, out))
    found.proposal.checked_version_id, found.proposal.sentence = fate.version.id, fate.sentence


def ask(session: Session, actor: Actor, found: Found) -> Ballot:
    """Put the current revision to a newly frozen electorate, under today's policy."""
    proposal = found.proposal
    number, policy = policies.current_policy(session, found.process.id)
    people = electorate(session, found)
    if people and (words := policies.cannot_pass(policy.terms(len(people)))):
        raise Conflict("CANNOT_PASS", sentences(_("Expected a vote that can pass."), words), for_people=words)
    proposal.policy_number = number
    question = ballots.Question(
        process_id=proposal.process_id, subject=proposal.subject, revision=proposal.revision, text=proposal.sentence,
        method=policy.method, settings=policy.ballot, options=(Option(proposal.id, proposal.sentence),),
        lasts=timedelta(days=policy.days), hidden=policy.hidden,
    )  # fmt: skip
    return ballots.open_ballot(session, actor, question, people)


def vote(
    session: Session, actor: Actor, found: Found, sent: ballots.Sent, reason: str = "", revision: int | None = None
) -> Vote:
    """Set or change the actor's vote; raises Conflict where no vote runs, or one on a newer revision than was read.

    What was `sent` is for the method of the ballot to read.
    """
    ballot = running_ballot(session, found)
    as_read(session, found, revision)
    return ballots.cast(session, actor, ballot, sent, reason)


def take_vote_back(session: Session, actor: Actor, found: Found, revision: int | None = None) -> None:
    """Undo the actor's vote while it runs; raises Conflict as `vote` does, and where they have not voted."""
    ballot = running_ballot(session, found)
    as_read(session, found, revision)
    ballots.take_back(session, actor, ballot)


def close(session: Session, actor: Actor, found: Found, revision: int | None = None) -> Proposal:
    """Close the vote before its deadline, which only the owner may, and only when nobody can turn it any more."""
    running = running_ballot(session, found)
    as_read(session, found, revision)
    write_line(session, actor, found.proposal, "close", _("closed the vote"))
    ballots.close(session, actor, running)
    return found.proposal


def voted_on(session: Session, actor: Actor, proposal: Proposal) -> bool:
    """Whether the actor has voted on the current revision."""
    ballot = ballot_queries.current(session, proposal.subject)
    if ballot is None or ballot.revision != proposal.revision:
        return False
    return ballot_queries.vote_of(session, ballot, actor.id) is not None


def cancel_ballot(session: Session, actor: Actor, proposal: Proposal) -> None:
    """End a running ballot whose question is gone."""
    running = ballot_queries.current(session, proposal.subject)
    if running is not None and running.is_open:
        ballots.cancel(session, actor, running)


def running_ballot(session: Session, found: Found) -> Ballot:
    """Give the ballot that runs on a proposal; raises Conflict where none does."""
    ballot = ballot_queries.current(session, found.proposal.subject)
    if found.proposal.state != "voting" or ballot is None:
        raise Conflict(
            "NOT_VOTING",
            _(
                "Expected a proposal that is being voted on, but it is {state}. "
                "Reload the page to see what is possible now.",
                state=STATE_WORDS[found.proposal.state],
            ),
            state=found.proposal.state,
            for_people=_(
                "This proposal is not being voted on any more; it is {state}. Load the page again to see what is "
                "possible now.",
                state=STATE_WORDS[found.proposal.state],
            ),
        )
    return ballot
