"""Everything that is said about a process, step by step, also about steps that are gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.catalog.queries import steps
from app.catalog.tables import Process
from app.discussion import actions, queries
from app.discussion.pages.base import blueprint, opened, window
from app.discussion.pages.pictures import came
from app.discussion.policy import Discussion, often_enough
from app.discussion.tables import FLAG_KINDS, Picture
from app.kernel import policy
from app.kernel.errors import Invalid
from app.kernel.http.application import current_actor, current_session
from processes.called import headed


@blueprint.get("/processes/<key>/discussion")
def discussion(key: str) -> ResponseReturnValue:
    """Show what is said about a process and each of its steps."""
    return _page(opened(key))


@blueprint.post("/processes/<key>/discussion")
@often_enough
def process_comment_sent(key: str) -> ResponseReturnValue:
    """Say something about the process as a whole, or answer."""
    process, sent = opened(key), request.form
    pictures = came(process)
    try:
        comment = actions.add_comment(
            current_session(), current_actor(), process, sent.get("text", ""), reply_to=sent.get("reply_to") or None,
            pictures=pictures.checked(),
        )  # fmt: skip
    except Invalid as error:
        return _page(process, error.errors, pictures.again())
    return redirect(f"{url_for('discussion.discussion', key=key)}#comment-{comment.id}", 303)


def _page(
    process: Process, errors: dict[str, str] | None = None, pictures: Sequence[Picture] = ()
) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    threads = queries.on_process(session, actor, process, window())
    counts = queries.counts(session, process.id)
    talked = [step for step in {*threads, *counts} if step is not None]
    alive = {step.step_id: headed(step.label) for step in steps(session, process.live_version_id or "")}
    gone = queries.step_names(session, process.id, [step for step in talked if step not in alive])
    moderates = policy.allows(actor, Discussion.HIDE, process)
    page = render_template(
        "discussion/process.html", process=process, whole=threads.get(None, []), said=threads,
        alive=_parts(alive, threads, counts), gone=_parts(gone, threads, counts),
        reports=queries.reported(session, process.id) if moderates else [], most_reports=queries.MOST,
        kinds=FLAG_KINDS, errors=errors or {}, typed=request.form if errors else {}, pictures=pictures,
    )  # fmt: skip
    return page, 422 if errors else 200


def _parts(names: dict[str, str], threads: dict[str | None, list[queries.Said]], counts: dict[str, Any]) -> list[Any]:
    """Give id, name, threads and flags of the steps that anything is said about, in the order of the names."""
    return [
        {"id": step, "name": name, "threads": threads.get(step, []), **_counted(counts.get(step, {}))}
        for step, name in names.items()
        if step in threads or step in counts
    ]


def _counted(said: dict[str, Any]) -> dict[str, Any]:
    return {"flags": said.get("flags", {}), "praise": said.get("praise", 0)}
