"""What a mail says beside the words of a notice: where it happened, and a piece of what somebody wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.tables import Process, Version, VersionStep
from app.discussion.tables import Comment
from app.kernel.i18n import _
from app.kernel.pages.markdown import to_plain
from app.kernel.times import zones
from app.notices.tables import Notice
from app.proposals.tables import Proposal
from processes.called import opening

QUOTED = ("comment", "mention")
LONGEST = 200


@dataclass(frozen=True)
class Line:
    """One notice in a mail: what it is about, what happened, where, and how what was written begins."""

    lead: str
    words: str
    url: str
    place: str = ""
    quote: str = ""

    @property
    def subject(self) -> str:
        """The whole in a line that leads with what it is about."""
        return _("{lead}: {words}", lead=self.lead, words=self.words) if self.lead else self.words


def lines_of(session: Session, notices: Sequence[Notice], zone: tzinfo) -> list[Line]:
    """Give the lines of a mail by the clock of a zone, in the language spoken now, in a fixed number of statements.

    What was said is read when the mail is written: a comment that was deleted or hidden since is not quoted, and one
    on a case stands with the case alone.
    """
    said = _comments(session, notices)
    processes = _titles(session, (n.process_id for n in notices))
    sentences = _sentences(session, (c.proposal_id for c in said.values()))
    steps = _steps(session, said.values())
    lines = []
    for notice in notices:
        title, comment = processes.get(notice.process_id or "", ""), said.get(notice.id)
        lead, place = (_("“{process}”", process=title) if title else ""), ""
        if notice.url.startswith("/proposals/"):
            lead, place = (sentences.get(comment.proposal_id or "", "") if comment else ""), lead
        elif comment is not None and comment.step_id:
            step = opening(steps.get((comment.process_id, comment.step_id)))
            lead = _("{step} in {process}", step=step, process=lead)
        whole = str(notice.words)  # as the other parts: in the language spoken now
        lead, place = ("" if part and str(part) in whole else part for part in (lead, place))
        lines.append(Line(lead, zones.said(whole, zone), notice.url, place, _quote(comment)))
    return lines


def _comments(session: Session, notices: Sequence[Notice]) -> dict[str, Comment]:
    """Give what was said by the notice that tells of it."""
    keys = {notice.id: notice.event_key.partition(":") for notice in notices}
    ids = {notice_id: comment_id for notice_id, (kind, _sign, comment_id) in keys.items() if kind in QUOTED}
    if not ids:
        return {}
    found = {row.id: row for row in session.scalars(select(Comment).where(Comment.id.in_(set(ids.values()))))}
    return {notice_id: found[comment_id] for notice_id, comment_id in ids.items() if comment_id in found}


def _steps(session: Session, comments: Iterable[Comment]) -> dict[tuple[str, str], str]:
    """Give the newest names of the steps that were talked about, by process and step."""
    about = {(comment.process_id, comment.step_id) for comment in comments if comment.step_id}
    if not about:
        return {}
    newest = (
        select(Version.process_id, VersionStep.step_id, func.max(Version.number).label("number"))
        .join(Version, Version.id == VersionStep.version_id)
        .where(
            Version.process_id.in_({key for key, _step in about}),
            VersionStep.step_id.in_({step for _key, step in about}),
        )
        .group_by(Version.process_id, VersionStep.step_id)
        .subquery()
    )
    rows = session.execute(
        select(newest.c.process_id, newest.c.step_id, VersionStep.name, VersionStep.called)
        .join(Version, (Version.process_id == newest.c.process_id) & (Version.number == newest.c.number))
        .join(VersionStep, (VersionStep.version_id == Version.id) & (VersionStep.step_id == newest.c.step_id))
    )
    return {(key, step): name or called for key, step, name, called in rows}


def _titles(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    wanted = {id_ for id_ in ids if id_}
    rows = session.execute(select(Process.id, Process.title).where(Process.id.in_(wanted))) if wanted else ()
    return {id_: title for id_, title in rows}


def _sentences(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    wanted = {id_ for id_ in ids if id_}
    rows = session.execute(select(Proposal.id, Proposal.sentence).where(Proposal.id.in_(wanted))) if wanted else ()
    return {id_: cut(str(sentence).rstrip(".")) for id_, sentence in rows}


def _quote(comment: Comment | None) -> str:
    if comment is None or comment.instance_id or comment.deleted_at or comment.hidden_at:
        return ""
    return cut(to_plain(comment.text))


def cut(text: str, longest: int = LONGEST) -> str:
    """Give a text in the language spoken now, on one line, what is too long ended by “…”."""
    text = " ".join(str(text).split())
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"
