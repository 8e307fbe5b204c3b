"""A proposal on the version that is live now: what it would do there, and what becomes of it when that moves."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.queries.models import Recent
from app.catalog.tables import Version
from app.impact.queries.preview import (
    NOT_CHECKABLE,
    UNREADABLE,
    Preview,
    Trial,
    operations_from,
    refused,
    trial,
    try_change,
)
from app.kernel.db import outside_locks
from app.kernel.errors import Invalid
from app.kernel.i18n import _, pgettext, sentences
from app.proposals.queries.find import Found, revision
from app.proposals.tables import Proposal, ProposalRevision
from app.proposals.transitions import ENDED
from processes import change, model

SAME, READS_ELSE, SAYS_ELSE = "same", "reads_else", "asked_again"
CONFLICT, MOOT, PUT_AWAY = "conflict", "moot", "archived"
PUT_AWAY_WORDS = _("The process was put away, so nothing is decided about it any more.")
FITTED = ("discussion", "voting", "accepted", "approved", "live")
ENDS = (CONFLICT, MOOT, PUT_AWAY)
TRIED_STEPS = 2_000  # about two seconds; what one try takes grows with the steps of the model
TRIED_SECONDS = 2.0
MOST_TRIED = 50
_replayed: Recent[change.Changed] = Recent(128)


@dataclass(frozen=True)
class Fate:
    """What becomes of a proposal on a version: one of the words above, and a sentence about it."""

    becomes: str
    words: str
    version: Version
    tried: Preview
    sentence: str = ""


def on_live(session: Session, found: Found) -> Preview:
    """Try the current revision on the live version; one that has ended on the version it was last tried on."""
    proposal = found.proposal
    live = proposal.checked_version_id if proposal.state in ENDED else found.process.live_version_id or ""
    return on_version(session, revision(session, proposal), catalog.version_by_id(session, live))


def on_version(session: Session, made: ProposalRevision, version: Version) -> Preview:
    """Replay a revision, which was written for its base, on another version; what is only said fits every one."""
    if made.in_words is not None:
        return spoken(made.sentence, made.words, version)
    operations = _known(made)
    if isinstance(operations, change.Changed):
        return Preview(version, (), operations)
    base = _written_for(session, made)
    if base.id == version.id or (base.sha256 == version.sha256 and not catalog.reads_files(operations)):
        return Preview(version, operations, try_change(version, operations))
    return Preview(version, operations, _replay(base, version, operations))


def spoken(sentence: str, words: Sequence[str], version: Version) -> Preview:
    """Give what is proposed in words, which changes no version."""
    return Preview(version, (), change.Changed(True, words=tuple(words)), in_words=sentence)


def try_ahead(session: Session, proposal_ids: Sequence[str], now: Version | model.Model, seconds: float) -> None:
    """Try proposals on what is or goes live, and as they were last tried, before this unit of work: all at once.

    What takes more than so many seconds is left to who asks for it. Does nothing where the unit cannot begin anew.
    """
    if not proposal_ids or not outside_locks.begins_anew():
        return
    current = and_(ProposalRevision.proposal_id == Proposal.id, ProposalRevision.revision == Proposal.revision)
    rows = select(Proposal, ProposalRevision).join(ProposalRevision, current).where(Proposal.id.in_(proposal_ids))
    wanted: dict[Hashable, Trial] = {}
    for proposal, made in session.execute(rows.order_by(Proposal.id)):
        base, checked = _written_for(session, made), catalog.version_by_id(session, proposal.checked_version_id)
        with suppress(Invalid):
            operations = operations_from(made.operations)
            for target in (now, checked):
                if not any(isinstance(one, Version) and catalog.fault(one) for one in (base, target)):
                    found = _trial(base, target, operations)
                    wanted |= {} if found.is_done else {found.key: found}
    if wanted:  # by their hash, for their texts may be long: what two of them share is tried when it is asked for
        outside_locks.before(f"changes {hash(tuple(wanted))}", partial(_try_all, list(wanted.values()), seconds))


def _try_all(trials: Sequence[Trial], seconds: float) -> None:
    until = time.monotonic() + seconds
    for one in trials:
        if time.monotonic() < until:
            one.work_out()


def _known(made: ProposalRevision) -> tuple[change.Operation, ...] | change.Changed:
    """Read the operations of a revision; a kind that this release does not know stands against the change in words."""
    try:
        return operations_from(made.operations)
    except Invalid as error:
        untold = _("So nobody can tell here what this would do.")
        out = _("Run a release that knows it, or have its author revise it.")
        return refused(NOT_CHECKABLE, sentences(error.words, untold, out))


def _written_for(session: Session, made: ProposalRevision) -> Version:
    """Give the base of a revision; where that is unreadable the version it was carried over to since, and fits."""
    base = catalog.version_by_id(session, made.base_version_id)
    proposal = session.get(Proposal, made.proposal_id) if catalog.fault(base) else None
    if proposal is None or proposal.revision != made.revision or proposal.state not in FITTED:
        return base
    return catalog.version_by_id(session, proposal.checked_version_id)


def _replay(base: Version, now: Version | model.Model, operations: tuple[change.Operation, ...]) -> change.Changed:
    """Replay operations on a version, or on a model that nobody has published yet."""
    if isinstance(now, Version) and catalog.fault(now):
        return try_change(now, operations)
    if catalog.fault(base):
        words = _(
            "Version {number}, for which this was written, cannot be read any more, so nobody can tell whether it "
            "still fits. A new revision says it for the version that is live.",
            number=str(base.number),
        )
        return refused(UNREADABLE, words)
    return _trial(base, now, operations).result()


def _trial(base: Version, now: Version | model.Model, operations: tuple[change.Operation, ...]) -> Trial:
    """Say how operations that were written for a version are tried on another, or on itself; both can be read."""
    first = catalog.key_for(base, operations)
    key = catalog.key_for(now, operations) if isinstance(now, Version) else now.key
    if isinstance(now, Version) and key == first:
        return trial(now, operations)
    onto = catalog.model_for(now, operations) if isinstance(now, Version) else now
    rebase = partial(change.rebase, catalog.model_for(base, operations), onto, operations)
    return Trial(_replayed, (first, key, operations), rebase)


def fate(session: Session, found: Found) -> Fate:
    """Say what becomes of a proposal on the version that is live now."""
    live = catalog.live_version(session, found.process)
    if found.process.archived_at is not None:
        return Fate(PUT_AWAY, PUT_AWAY_WORDS, live, on_version(session, revision(session, found.proposal), live))
    called = pgettext("what is live", "Version {number}", number=str(live.number))
    return _fate(session, found.proposal, live, live, called)


def fate_with(session: Session, proposal: Proposal, live: Version, coming: model.Model) -> Fate:
    """Say what would become of a proposal if a model went live that nobody has published yet."""
    return _fate(session, proposal, live, coming, _("The new version"))


def _fate(session: Session, proposal: Proposal, live: Version, now: Version | model.Model, called: str) -> Fate:
    made = revision(session, proposal)
    if made.in_words is not None:
        return Fate(SAME, _("{version} is live.", version=called), live, on_version(session, made, live), made.sentence)
    operations = _known(made)
    if isinstance(operations, change.Changed):
        return Fate(CONFLICT, does_not_fit(called, operations.refusals), live, Preview(live, (), operations))
    base = _written_for(session, made)
    changed = _replay(base, now, operations)
    tried = Preview(live, operations, changed)
    if not changed.ok:
        return Fate(CONFLICT, does_not_fit(called, changed.refusals), live, tried)
    if changed.difference is None or not [c for c in changed.difference.changes if c.kind != "layout"]:
        words = _("{version} already does what this asks for, so there is nothing left to decide.", version=called)
        return Fate(MOOT, words, live, tried)
    last_sentence, last_words = _said_before(session, proposal, made)
    said = change.in_words(catalog.model_for(now, operations) if isinstance(now, Version) else now, operations)
    if said != last_sentence:
        words = _("{version} is live, and this is now: {said}. The vote starts again.", version=called, said=said)
        return Fate(SAYS_ELSE, words, live, tried, said)
    if list(changed.words) != last_words:
        words = _(
            "{version} is live. This still fits; what follows from it reads otherwise: {words}",
            version=called, words=sentences(*changed.words),
        )  # fmt: skip
        return Fate(READS_ELSE, words, live, tried, said)
    words = _("{version} is live. This still fits, and means the same.", version=called)
    return Fate(SAME, words, live, tried, said)


def _said_before(session: Session, proposal: Proposal, made: ProposalRevision) -> tuple[str, list[str]]:
    """Give sentence and words of a proposal on the version it was last tried on, as they are told today."""
    checked = catalog.version_by_id(session, proposal.checked_version_id)
    if catalog.fault(checked):
        return proposal.sentence, list(made.words)
    last = on_version(session, made, checked)
    return last.sentence, last.words


def does_not_fit(called: str, refusals: Iterable[change.Refusal]) -> str:
    """Say why a change does not go with a version: what stands in its way, step by step."""
    apart = _("{version} does not go together with this.", version=called)
    return sentences(apart, *(refusal.words for refusal in refusals))


def touched_by(
    session: Session, process_id: str, live: Version, coming: model.Model | None
) -> list[tuple[Proposal, Fate | None]]:
    """Give all running votes and signatures of a process, with what would become of each if a model went live.

    Only so many are tried, of a large model fewer and without a model none: None stands for what becomes of the others.
    """
    rows = select(Proposal).where(Proposal.process_id == process_id, Proposal.state.in_(("voting", "accepted")))
    found = session.scalars(rows.order_by(Proposal.id)).all()
    if coming is None:
        return [(proposal, None) for proposal in found]
    tried = min(MOST_TRIED, max(1, TRIED_STEPS // max(1, len(coming.graph.nodes))))
    try_ahead(session, [proposal.id for proposal in found[:tried]], coming, TRIED_SECONDS)
    with outside_locks.on_the_spot():
        return [(p, fate_with(session, p, live, coming) if n < tried else None) for n, p in enumerate(found)]


def read_on(session: Session, found: Found, number: int | None) -> Fate | None:
    """Give what somebody did not see who read a proposal on version `number`, None where it says the same by now."""
    live = catalog.live_version(session, found.process)
    if number is None or number == live.number or found.proposal.state in ENDED:
        return None
    made = revision(session, found.proposal)
    rows = select(Version).where(Version.process_id == found.process.id, Version.number == number)
    then = session.scalars(rows).one_or_none() if 0 < number < live.number else None
    now = on_version(session, made, live)
    was = on_version(session, made, then) if then is not None else None
    if was is not None and was.words == now.words and was.sentence == now.sentence:
        return None
    if now.words:
        words = _(
            "Version {number} went live while you read this. On it: {words}",
            number=str(live.number), words=sentences(*now.words),
        )  # fmt: skip
    else:
        words = _("Version {number} went live while you read this. On it: it no longer fits.", number=str(live.number))
    return Fate(READS_ELSE, words, live, now)
