"""All that is said about a process in one stream: comments, flags and proposals, by what happened last."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.catalog.queries import steps
from app.catalog.tables import Process
from app.discussion import actions, queries
from app.discussion.pages.base import blueprint, opened
from app.discussion.pages.pictures import came
from app.discussion.policy import Discussion, often_enough
from app.discussion.slots import talk_proposals
from app.discussion.tables import FLAG_KINDS, Picture
from app.discussion.values import COMMENTS, FLAGS, KINDS, PROPOSALS, Entry, ReadTo, merged
from app.kernel import policy
from app.kernel.errors import Invalid
from app.kernel.http.application import current_actor, current_session
from processes.called import headed

MOST_ENTRIES = 15


@blueprint.get("/processes/<key>/discussion")
def discussion(key: str) -> ResponseReturnValue:
    """Show what is said about a process and each of its steps."""
    return _page(opened(key))


@blueprint.post("/processes/<key>/discussion")
@often_enough
def process_comment_sent(key: str) -> ResponseReturnValue:
    """Say something about the process as a whole or about a step, or answer."""
    process, sent = opened(key), request.form
    pictures = came(process)
    try:
        comment = actions.add_comment(
            current_session(), current_actor(), process, sent.get("text", ""), step_id=sent.get("about") or None,
            reply_to=sent.get("reply_to") or None,
            pictures=pictures.checked(),
        )  # fmt: skip
    except Invalid as error:
        return _page(process, error.errors, pictures.again())
    return redirect(f"{url_for('discussion.discussion', key=key)}#comment-{comment.id}", 303)


def _page(
    process: Process, errors: dict[str, str] | None = None, pictures: Sequence[Picture] = ()
) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    show = request.args.get("show", "")
    show, step = show if show in KINDS else "", request.args.get("step", "")
    thread = request.args.get("comment", "")
    alone = queries.root_of(session, process.id, thread) if thread else None
    entries, more = ([], None) if alone else _entries(process, show, step)
    threads = _threads(process, entries, alone, thread)
    flagged = queries.flagged(session, process.id, [entry.id for entry in entries if entry.kind == FLAGS])
    alive = {one.step_id: headed(one.label) for one in steps(session, process.live_version_id or "")}
    about = {said.said.comment.step_id for said in threads.values()} | flagged.keys() | {step}
    gone = queries.step_names(session, process.id, [one for one in about if one and one not in alive])
    page = render_template(
        "discussion/process.html", process=process, entries=entries, more=more, threads=threads, flagged=flagged,
        alone=threads.get(alone or ""), show=show, step=step, names={**gone, **alive}, gone=gone, alive=alive,
        kinds=FLAG_KINDS, errors=errors or {}, typed=request.form if errors else {}, pictures=pictures,
        most_reports=queries.MOST,
        reports=queries.reported(session, process.id) if policy.allows(actor, Discussion.HIDE, process) else [],
    )  # fmt: skip
    return page, 422 if errors else 200


def _entries(process: Process, show: str, step: str) -> tuple[list[Entry], str | None]:
    """Give the entries that the address asks for, and where those after them begin."""
    session, actor = current_session(), current_actor()
    read, limit = ReadTo.of(request.args.get("after", "")), MOST_ENTRIES + 1
    sources: list[list[Entry]] = []
    if show in ("", COMMENTS):
        sources.append(queries.newest_threads(session, process.id, step, read, limit))
    if show in ("", FLAGS):
        sources.append(queries.newest_flags(session, process.id, step, read, limit))
    if show in ("", PROPOSALS):
        told = talk_proposals.answers(session, actor, process=process, step=step, read=read, limit=limit)
        sources.append([*chain.from_iterable(told)])
    return merged(sources, MOST_ENTRIES)


def _threads(process: Process, entries: list[Entry], alone: str | None, wanted: str) -> dict[str, Any]:
    session, actor = current_session(), current_actor()
    if alone:
        return dict(queries.threads(session, actor, process, [alone], queries.MOST, wanted))
    return dict(queries.threads(session, actor, process, [entry.id for entry in entries if entry.kind == COMMENTS]))
