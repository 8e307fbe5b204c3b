"""Who is told of what is said: whom it answers, whom it names, whose proposal it is about, who moderates."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.queries import answering
from app.catalog.tables import Process
from app.discussion.events import CommentAdded, CommentReported, Mentioned
from app.discussion.tables import Comment
from app.kernel.events import listens
from app.kernel.i18n import _
from app.notices.actions import News, tell
from app.notices.messages.names import called, name_of
from app.proposals.tables import Proposal


@listens(CommentAdded)
def comment_added(session: Session, news: CommentAdded) -> None:
    """Tell whom a comment answers, and the author of the proposal it is about."""
    who = name_of(session, news.actor_id)
    url = _comment_url(session, news.process_id, news.step_id, news.proposal_id, news.comment_id)
    key = f"comment:{news.comment_id}"
    if news.answers:
        said = News("reply", _("{who} answered you.", who=who), url, key, news.process_id)
        tell(session, said, [news.answers], except_for=[news.actor_id])
    proposal = session.get(Proposal, news.proposal_id) if news.proposal_id else None
    if proposal is not None:
        words = _("{change}: {who} commented on it.", change=called(proposal), who=who)
        said = News("proposal_comment", words, url, key, news.process_id)
        tell(session, said, [proposal.author_id], except_for=[news.actor_id])


@listens(Mentioned)
def mentioned(session: Session, news: Mentioned) -> None:
    """Tell a person that a comment names them."""
    url = _comment_url(session, news.process_id, news.step_id, news.proposal_id, news.comment_id)
    words = _("{who} mentioned you.", who=name_of(session, news.actor_id))
    said = News("mention", words, url, f"mention:{news.comment_id}", news.process_id)
    tell(session, said, [news.person_id], except_for=[news.actor_id])


@listens(CommentReported)
def reported(session: Session, news: CommentReported) -> None:
    """Tell the owner that somebody reported a comment."""
    process = session.get(Process, news.process_id)
    if process is not None:
        url = f"/processes/{process.key}/discussion"
        words = _("A comment on “{process}” was reported.", process=process.title)
        said = News("report", words, url, f"report:{news.comment_id}", process.id)
        tell(session, said, answering(session, process), except_for=[news.actor_id])


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
