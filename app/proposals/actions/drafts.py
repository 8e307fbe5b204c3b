"""Writing a proposal: the first draft and each new revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.decision_policy.actions import require_may_propose
from app.impact import queries as impact
from app.impact.actions import order
from app.impact.queries.preview import Preview
from app.kernel import audit
from app.kernel.characters import one_line
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.i18n import Message, _, languages, sentences
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.proposals import queries
from app.proposals.actions.ballot import ask, cancel_ballot
from app.proposals.actions.transition import allowed, as_read, move, write_line
from app.proposals.in_words import LONGEST_TITLE, InWords, stays_as_it_was
from app.proposals.queries.find import Found, find
from app.proposals.tables import Proposal, ProposalEvidence, ProposalRevision, ProposalStep
from app.proposals.transitions import ENDED, transition
from processes import change

LONGEST_REASON = 10_000


@dataclass(frozen=True)
class Draft:
    """What somebody proposes: a title, which may be the one that Stepwell offers, why, and operations or words.

    `answers` is the id of the proposal that it is made against, if it is.
    """

    title: str
    reason: str
    operations: Sequence[Mapping[str, Any]] = ()
    answers: str | None = None
    in_words: InWords | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.title, Message):
            object.__setattr__(self, "title", one_line(self.title).strip())


def create(session: Session, actor: Actor, process: Process, draft: Draft) -> Proposal:
    """File a draft on the live version, with the flags and comments it answers.

    Raises Forbidden, Conflict for a process put away, Invalid for missing words or a change that is refused.
    """
    require_may_propose(session, actor, process)
    _require_in_use(process)
    _check(draft)
    require_answerable(session, actor, process, draft)
    tried = _tried(session, process, draft.operations, draft.in_words)
    check_title(draft.title, tried)
    return _file(session, actor, process, draft, tried)


def carry_over(
    session: Session, actor: Actor, origin: Proposal, process: Process, operations: Sequence[Mapping[str, Any]]
) -> Proposal:
    """Put a change of another process up for discussion in this one, with its reason and in its author's language.

    Whoever calls it has asked whether the actor may. Its title is kept unless that says something else here. Raises
    Conflict for a process put away, Invalid for a change that is refused there.
    """
    _require_in_use(process)
    tried = _tried(session, process, operations)
    misleads = change.is_of_another(origin.title, [catalog.model(tried.version)], tried.operations)
    draft = Draft(origin.title if origin.nickname and not misleads else tried.suggested, origin.reason, operations)
    proposal = _file(session, actor, process, draft, tried, origin)
    move(session, actor, proposal, transition("discuss", proposal.state))
    return proposal


def require_answerable(session: Session, actor: Actor, process: Process, draft: Draft) -> None:
    """Raise Invalid for what cannot be answered: what the actor does not see, is elsewhere, decided, or in words."""
    if draft.answers is None:
        return
    try:
        to = find(session, actor, draft.answers).proposal
        is_open = to.process_id == process.id and to.state not in ENDED and not to.is_in_words
    except NotFound:
        is_open = False
    if not is_open or draft.in_words is not None:
        words = _("Choose a proposal of this process that is not decided yet, and changes the diagram as yours does.")
        raise Invalid("CANNOT_ANSWER", words, {"answers": words})


def _require_in_use(process: Process) -> None:
    if process.archived_at is not None:
        raise Conflict(
            "ARCHIVED",
            _("Expected a process in use, but this one was put away. Take it back first."),
            for_people=_("This process was put away. Bring it back first."),
        )


def _file(
    session: Session, actor: Actor, process: Process, draft: Draft, tried: Preview, origin: Proposal | None = None
) -> Proposal:
    now = clock.now()
    proposal = Proposal(
        process_id=process.id, title=draft.title, reason=draft.reason.strip(), author_id=actor.id,
        language=origin.language if origin else languages.current(),
        origin_id=(origin.origin_id or origin.id) if origin else None, answers_id=draft.answers,
        state="draft", revision=1, base_version_id=tried.version.id, checked_version_id=tried.version.id,
        sentence=tried.sentence, created_at=now, updated_at=now, is_in_words=draft.in_words is not None,
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    _store_revision(session, actor, proposal, tried, draft.in_words)
    words = _("carried it over from another process") if origin else _("wrote the draft")
    write_line(session, actor, proposal, "draft", words)
    if not proposal.is_in_words:
        order(session, proposal.id, proposal.process_id)
    body = {"process": process.id, "sentence": proposal.sentence}
    audit.record(session, actor, "proposal_created", Subject.of("proposal", proposal.id), body)
    return proposal


def revise(
    session: Session,
    actor: Actor,
    found: Found,
    operations: Sequence[Mapping[str, Any]],
    *,
    title: str | None = None,
    reason: str | None = None,
    revision: int | None = None,
    in_words: InWords | None = None,
) -> Proposal:
    """Replace the operations by new ones on the live version, or the words, and title and reason where they are said.

    A vote that ran starts again, with a new electorate. Raises Conflict `REVISED` where `revision` is not current.
    """
    way = allowed(actor, found, "revise")
    as_read(session, found, revision)
    proposal = found.proposal
    said = proposal.title if title is None else title, proposal.reason if reason is None else reason
    draft = Draft(*said, operations, in_words=in_words)
    _check(draft)
    stays_as_it_was(proposal.is_in_words, in_words)
    tried = _tried(session, found.process, operations, in_words)
    retitled = title is not None and draft.title != proposal.title
    if retitled:
        check_title(draft.title, tried)
    voting = way.target == "voting"
    cancel_ballot(session, actor, proposal)
    proposal.revision += 1
    if draft.reason.strip() != proposal.reason or (retitled and not isinstance(draft.title, Message)):
        proposal.language = languages.current()
    proposal.title, proposal.reason = draft.title, draft.reason.strip()
    proposal.base_version_id, proposal.outcome_words = tried.version.id, ""
    if not proposal.nickname or _is_of_another(proposal.title, tried):
        proposal.title = tried.suggested
    proposal.checked_version_id, proposal.sentence = tried.version.id, tried.sentence
    _store_revision(session, actor, proposal, tried, in_words)
    if voting:
        ask(session, actor, found)
    move(session, actor, proposal, way)
    return proposal


def _is_of_another(title: str, tried: Preview) -> bool:
    return not tried.in_words and change.is_of_another(title, [tried.model], tried.operations)


def _check(draft: Draft) -> None:
    errors: dict[str, str] = {}
    if not draft.title.strip():
        errors["title"] = _("Say in a few words what should change.")
    elif len(draft.title) > LONGEST_TITLE:
        errors["title"] = _("Use at most {number} characters.", number=LONGEST_TITLE)
    if not draft.reason.strip():
        errors["reason"] = _("Say why, so that others can judge it.")
    elif len(draft.reason) > LONGEST_REASON:
        errors["reason"] = _("Use at most {number} characters.", number=LONGEST_REASON)
    if errors:
        missing = _("Expected a title and a reason, but something is missing.")
        raise Invalid("INCOMPLETE", sentences(missing, *errors.values()), errors)


def check_title(title: str, tried: Preview) -> None:
    """Refuse a title that says another change than the operations do; raises Invalid with what it really is."""
    if _is_of_another(title, tried):
        words = _(
            "This title says something else than the change. What would happen: {sentence}.", sentence=tried.sentence
        )
        wanted = _("Expected a title that fits the change, but it names another one.")
        raise Invalid(
            "TITLE_MISLEADS", sentences(wanted, words, _("Reword it.")),
            {"title": words}, sentence=tried.sentence,
        )  # fmt: skip


def _tried(
    session: Session, process: Process, operations: Sequence[Mapping[str, Any]], in_words: InWords | None = None
) -> Preview:
    if in_words is not None:
        if operations:
            words = _("Say it in words or by operations, not by both.")
            raise Invalid("BOTH_SORTS", words, {"operations": words})
        return queries.spoken(in_words.sentence, in_words.words, catalog.live_version(session, process))
    tried = impact.only_change(catalog.live_version(session, process), operations)
    if not tried.ok:
        words = sentences(*(refusal.words for refusal in tried.changed.refusals))
        code = tried.changed.refusals[0].code if tried.changed.refusals else "REFUSED"
        raise Invalid(code, words, {"operations": words}, refusals=tried.refusals)
    if tried.changed.difference is not None and not tried.changed.difference.changes:
        words = _("Choose something that is not so already.")
        wanted = _("Expected a change, but the live version is already so.")
        raise Invalid("NOTHING_CHANGES", sentences(wanted, words), {"operations": words})
    return tried


def _store_revision(
    session: Session, actor: Actor, proposal: Proposal, tried: Preview, in_words: InWords | None = None
) -> None:
    session.add(
        ProposalRevision(
            proposal_id=proposal.id, revision=proposal.revision, title=proposal.title, reason=proposal.reason,
            language=proposal.language, words=tried.words, by=actor.id, at=clock.now(),
            operations=[change.operation_to(o) for o in tried.operations], base_version_id=tried.version.id,
            sentence=tried.sentence, in_words=in_words.write() if in_words is not None else None,
        )
    )  # fmt: skip
    session.execute(delete(ProposalStep).where(ProposalStep.proposal_id == proposal.id))
    session.add_all(
        ProposalStep(proposal_id=proposal.id, step_id=step, process_id=proposal.process_id, kind=kind)
        for step, kind in tried.kinds.items()
    )
    session.execute(delete(ProposalEvidence).where(ProposalEvidence.proposal_id == proposal.id))
    evidence = impact.evidence_on(session, proposal.process_id, tried.steps)
    session.add_all(ProposalEvidence(proposal_id=proposal.id, kind=kind, ref_id=ref) for kind, ref in evidence.refs())
    session.flush()
