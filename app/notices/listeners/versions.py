"""Who is told of versions and rollouts: those whose work changes, and those who answer for it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.assignment.queries import asked_of
from app.catalog.events import VersionPublished
from app.catalog.queries import answering
from app.catalog.tables import Process, Version
from app.kernel.events import listens
from app.kernel.i18n import _, sentences
from app.kernel.ids import new_id
from app.kernel.policy import SYSTEM
from app.notices.actions import News, tell
from app.notices.messages.names import short
from app.proposals.tables import Proposal
from app.rollout import queries as rollouts
from app.rollout.events import ReadersReminded, RolloutFinished, RolloutStarted
from app.targets.events import DeliveryFailed


@listens(RolloutStarted)
def version_live(session: Session, news: RolloutStarted) -> None:
    """Tell those whose work a new version changes."""
    process, version = session.get(Process, news.process_id), session.get(Version, news.version_id)
    if process is None or version is None:
        return
    words = sentences(
        _("{version} is live.", version=_changed(process, version)),
        _("The model from before is back.") if news.kind == "revert" else "",
        _("See what changed for you."),
    )
    _tell_version(session, process, version, words, rollouts.concerned(session, news.rollout_id), news.actor_id)


@listens(VersionPublished)
def version_uploaded(session: Session, news: VersionPublished) -> None:
    """Tell those who do the work when somebody publishes a version without a proposal."""
    process, version = session.get(Process, news.process_id), session.get(Version, news.version_id)
    if process is None or version is None or news.previous_version_id is None:
        return
    if news.proposal_id is not None or version.reverts_id is not None:
        return
    words = _("{version} was published. See what changed for you.", version=_changed(process, version))
    _tell_version(session, process, version, words, asked_of(session, process), news.actor_id)


@listens(DeliveryFailed)
def not_delivered(session: Session, news: DeliveryFailed) -> None:
    """Tell who answers for a process that a version did not arrive where it is delivered."""
    process = session.get(Process, news.process_id)
    if process is None:
        return
    about = {"number": str(news.number), "process": process.title}
    words = _("Version {number} of “{process}” could not be delivered. {why}", why=short(news.words, 300), **about)
    said = News("not_delivered", words, f"/processes/{process.key}/targets", f"delivery:{new_id()}", process.id)
    tell(session, said, answering(session, process))


def _changed(process: Process, version: Version) -> str:
    """What news of a version lead with: what it changes, then its number."""
    about = {"number": str(version.number), "process": process.title}
    if version.sentence:
        return _("{change}: version {number} of “{process}”", change=version.sentence, **about)
    return _("Version {number} of “{process}”", **about)


def _tell_version(
    session: Session, process: Process, version: Version, words: str, who: Iterable[str], actor_id: str
) -> None:
    url = f"/processes/{process.key}/versions/{version.number}/changed"
    news = News("version_live", words, url, f"version:{version.id}", process.id)
    tell(session, news, who, except_for=[actor_id])


@listens(ReadersReminded)
def readers_reminded(session: Session, news: ReadersReminded) -> None:
    """Ask those who have not read what a version changed for them to do so."""
    process, version = session.get(Process, news.process_id), session.get(Version, news.version_id)
    if process is None or version is None:
        return
    found = rollouts.of_version(session, version.id)
    missing = rollouts.missing_ids(session, found) if found else []
    words = _("{version}. Please read what changed for you, and say that you have.", version=_changed(process, version))
    url = f"/processes/{process.key}/versions/{version.number}/changed"
    key = f"reminded:{version.id}:{news.at:%Y%m%d%H%M%S}"
    tell(session, News("version_reminder", words, url, key, process.id), missing)


@listens(RolloutFinished)
def rollout_finished(session: Session, news: RolloutFinished) -> None:
    """Tell the owner and the author what became of running work."""
    found = rollouts.find(session, SYSTEM, news.rollout_id)
    rollout, process = found.rollout, found.process
    words = _(
        "{version}: {moved} of {total} running cases moved, {stayed} stayed.",
        version=_changed(process, found.version), moved=rollout.moved + rollout.redirected, total=rollout.total,
        stayed=rollout.stayed + rollout.failed,
    )  # fmt: skip
    proposal = session.get(Proposal, rollout.proposal_id) if rollout.proposal_id else None
    who = {*answering(session, process), *([proposal.author_id] if proposal else [])}
    said = News("rollout_finished", words, f"/rollouts/{rollout.id}", f"rollout:{rollout.id}", process.id)
    tell(session, said, who)
