"""Drafts in the browser: load, check, say who does which lane, publish or keep."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.queries import units_page
from app.assignment.queries import groups
from app.assignment.words import PEOPLE
from app.cases.policy import PERFORMERS
from app.catalog import actions as catalog
from app.catalog import files as catalog_files
from app.catalog.pages.base import LARGEST_FORM, who
from app.catalog.pages.new import free_key, own_units, said_of
from app.catalog.pages.new import refused as new_refused
from app.catalog.pages.uploads import required, sent, sent_files
from app.catalog.pages.versions import refused as next_refused
from app.catalog.policy import Catalog
from app.catalog.queries import UNTELLABLE, by_id, files_of, live_version, process_by_key
from app.catalog.tables import LONGEST_TITLE, Process
from app.catalog.uploads.impact import difference, in_words, touched
from app.catalog.uploads.preparation import begin_on, consequences, ready_as_new, ready_as_next
from app.drafts import actions, queries
from app.drafts.policy import Drafts
from app.drafts.tables import ProcessDraft
from app.kernel import policy
from app.kernel.db.deferred import begin, looking, withdraw
from app.kernel.db.outside_locks import anew
from app.kernel.db.transactions import transaction
from app.kernel.errors import Forbidden, Invalid, StepwellError
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _, capital, sentences
from app.kernel.policy import Actor
from app.kernel.rate_limits import limiter
from processes.model import Model, outline

FIELDS = ("title", "key", "unit", "visibility", "note")
blueprint = Blueprint("drafts", "app.drafts", template_folder="templates")


@blueprint.before_request
def room_for_pasted_files() -> None:
    """Let a pasted file be as large as an uploaded one."""
    request.max_form_memory_size = LARGEST_FORM


@blueprint.post("/drafts")
@limiter.limit("60 per minute")
@transaction("deferred")
def keep() -> ResponseReturnValue:
    """Check a file and keep it as a draft; `process` names the process whose next version it shall be."""
    policy.require(current_actor(), Drafts.KEEP)
    key, file, mode = request.form.get("process", ""), sent(), request.form.get("mode", "")
    with looking() as session:
        process = _to_publish(session, key) if key else None
        live = files_of(session, process.live_version_id) if process else {}
        beside = sent_files(live)
        base = catalog.base_of(session, process, file.xml, beside) if process else None
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    try:
        if base is not None:
            ready = ready_as_next(base, required(file), mode or None, beside)
            wanted = actions.Wanted(note=typed["note"], mode=mode or None)
        else:
            ready = ready_as_new(typed["key"] or None, typed["unit"] or None, required(file), mode or "auto", beside)
            title = typed["title"] or (catalog.title_in(ready.model) or file.name.rsplit(".", 1)[0])[:LONGEST_TITLE]
            wanted = actions.Wanted(
                title, typed["key"], typed["unit"] or None, typed["visibility"] or "organisation", typed["note"],
                mode or None,
            )  # fmt: skip
        session = begin()
        kept = actions.keep(session, current_actor(), ready, wanted, _to_publish(session, key) if key else None)
    except StepwellError as error:
        if error.status not in (403, 409, 413, 422):
            raise
        withdraw()
        return _back(key, error)
    return redirect(url_for("drafts.check", draft_id=kept.id), 303)


@blueprint.get("/drafts/<draft_id>")
def check(draft_id: str) -> str:
    """Show what a draft would be: its drawing, how it runs, what was assumed, what it changes, who does what."""
    return _page(_own(draft_id))


@blueprint.get("/drafts/<draft_id>/diagram.bpmn")
def diagram(draft_id: str) -> Response:
    """Give the XML of a draft for the page to draw."""
    return catalog_files.drawn(_model(_own(draft_id)))


@blueprint.post("/drafts/<draft_id>")
def save(draft_id: str) -> ResponseReturnValue:
    """Keep what was typed and chosen on the page, and publish nothing."""
    draft = _own(draft_id)
    try:
        _save(draft)
    except (Invalid, Forbidden) as error:
        return _page(draft, error), error.status
    flash(_("Kept as a draft. Nothing is live yet; you find it under Processes."), "success")
    return redirect(url_for("drafts.check", draft_id=draft_id), 303)


@blueprint.post("/drafts/<draft_id>/publish")
@transaction("deferred")
def publish(draft_id: str) -> ResponseReturnValue:
    """Make a draft live, with what was chosen on the page; it stays a draft where that is refused."""
    try:
        with looking():
            draft = _own(draft_id)
            process_id, xml, mode = draft.process_id, draft.xml, draft.mode
            unit = request.form.get("unit", draft.unit_id or "") or None
            files, key = queries.files(current_session(), draft_id), request.form.get("key", draft.key).strip()
        if process_id is None:
            ready = ready_as_new(key or None, unit, xml, mode or "auto", files)
            session = begin()
            draft = _own(draft_id)
            _save(draft)
            made = actions.publish_new(session, current_actor(), draft, key or free_key(draft.title), ready)
            flash(said_of(made, live_version(session, made)), "success")
            return redirect(url_for("catalog.process", key=made.key), 303)
        return _publish_next(draft_id, process_id, xml, mode, files)
    except StepwellError as error:
        if error.status not in (403, 409, 413, 422):
            raise
        withdraw()
        with looking():
            return _page(_own(draft_id), error), error.status


@blueprint.post("/drafts/<draft_id>/drop")
def drop(draft_id: str) -> ResponseReturnValue:
    """Delete a draft."""
    actions.drop(current_session(), current_actor(), _own(draft_id))
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("catalog.processes"), 303)


def _publish_next(
    draft_id: str, process_id: str, xml: bytes, mode: str | None, files: dict[str, bytes]
) -> ResponseReturnValue:
    with looking() as session:
        key = by_id(session, current_actor(), process_id).key
        process = _to_publish(session, key)
        base = catalog.base_of(session, process, xml, files)
    seen(base.number)
    ready, asked = consequences(key, base, ready_as_next(base, xml, mode, files))
    session, process = begin_on(key)
    if process.live_version_id != base.version_id:
        anew()
    draft = _own(draft_id)
    _save(draft)
    made = actions.publish_next(session, current_actor(), draft, process, files, ready)
    flash(sentences(said_of(process, made), in_words(asked)), "success")
    return redirect(url_for("catalog.version", key=key, number=made.number), 303)


def _to_publish(session: Session, key: str) -> Process:
    process = process_by_key(session, current_actor(), key)
    policy.require(current_actor(), Catalog.PUBLISH, process)
    return process


def _own(draft_id: str) -> ProcessDraft:
    policy.require(current_actor(), Drafts.KEEP)
    return queries.draft(current_session(), current_actor(), draft_id)


def _model(draft: ProcessDraft) -> Model:
    return catalog.parsed(draft.xml)


def _back(key: str, error: StepwellError) -> ResponseReturnValue:
    """Show the form again that a file was refused from, with all that was typed."""
    with looking():
        return next_refused(key, error) if key else new_refused(error)


def _page(draft: ProcessDraft, error: StepwellError | None = None) -> str:
    """Show a draft; of one that cannot be published as things are now, why, so that it can still be deleted."""
    try:
        return _shown(draft, error)
    except StepwellError as lost:
        why = lost.words
    except UNTELLABLE:
        why = _("Its file is too deep or too strange to be read.")
    return render_template("drafts/lost.html", draft=draft, why=why)


def _shown(draft: ProcessDraft, error: StepwellError | None) -> str:
    session, actor, model = current_session(), current_actor(), _model(draft)
    process = by_id(session, actor, draft.process_id) if draft.process_id else None
    ahead, asked = None, []
    if process is not None:
        policy.require(actor, Catalog.PUBLISH, process)
        catalog.require_in_use(process)
        ahead = difference(session, process, draft.xml, queries.files(session, draft.id))
        asked = touched(session, actor, process, model)
    lanes = [] if process else queries.lanes_with_work(model)
    kept = {lane["lane"]: _value(lane) for lane in draft.lanes}
    chosen = {lane: request.form.get(f"lane-{place}", kept.get(lane, "")) for place, lane in enumerate(lanes)}
    return render_template(
        "drafts/check.html", draft=draft, process=process, lines=outline(model), ahead=ahead, asked=asked, error=error,
        live=live_version(session, process) if process else None, lanes=lanes, chosen=chosen,
        performers=_performers(session, actor) if lanes else [], unit_options=[] if process else own_units(),
        errors=dict(getattr(error, "errors", None) or {}),
    )  # fmt: skip


def _performers(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Give who can do a lane as values and words: roles, units, groups, and the reader alone."""
    roles = [(f"role:{role}", capital(PEOPLE[role])) for role in PERFORMERS]
    units = [(f"unit_id:{u.id}", _("Everybody in {unit}", unit=u.name)) for u in units_page(session, actor).items]
    named = [(f"group_id:{id}", _("The group {group}", group=name)) for id, name in groups(session, actor)]
    me = who(actor.id).get(actor.id or "")
    return [*roles, *units, *named, *([(f"person_id:{me.id}", _("{person} alone", person=me.name))] if me else [])]


def _value(lane: dict[str, Any]) -> str:
    return next((f"{way}:{lane[way]}" for way in ("role", "unit_id", "group_id", "person_id") if lane.get(way)), "")


def _save(draft: ProcessDraft) -> None:
    """Write what the form of a draft says into it; what it does not ask for stays."""
    said = {name: value.strip() for name in FIELDS if (value := request.form.get(name)) is not None}
    lanes = None if draft.process_id else _sent_lanes(draft)
    actions.save(current_session(), current_actor(), draft, **said, lanes=lanes)


def _sent_lanes(draft: ProcessDraft) -> list[dict[str, str]]:
    """Read who shall do the lanes; what the form did not offer is left out, as nobody is there to do it."""
    offered = {value for value, _words in _performers(current_session(), current_actor())}
    found = []
    for place, lane in enumerate(queries.lanes_with_work(_model(draft))):
        value = request.form.get(f"lane-{place}", "")
        if value in offered:
            way, _sign, which = value.partition(":")
            found.append({"lane": lane, way: which})
    return found
