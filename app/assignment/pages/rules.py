"""Who gets which task of a process: the rules in words, and the form for one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.pages import picker
from app.accounts.queries import AT_WORK, COLLEAGUES, Offered
from app.assignment import actions, queries
from app.assignment.policy import Assignment
from app.assignment.values import BY_PEOPLE, WAYS, Rule, read, rule_for
from app.cases.pages.base import blueprint
from app.cases.words.planning import PRIORITIES
from app.catalog import queries as catalog
from app.catalog.tables import Process, VersionStep
from app.kernel import policy
from app.kernel.errors import Conflict, Invalid, NotFound, StepwellError
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor
from app.kernel.times.spans import span_said, span_words
from processes import engine
from processes.called import headed

FIELDS = ("assign", "person", "group", "who", "due", "priority", "escalate", "reminders", "remind", "reassign")
LABELS = {
    "assign": _("Who gets it"),
    "due": _("Time to do it"),
    "escalate": _("Time until the owner hears"),
    "reminders": _("Reminders"),
    "remind": _("Time between reminders"),
    "priority": _("Urgency"),
}
TO = {"person": "person", "group": "group", "who_did": "who"}


@blueprint.get("/processes/<key>/sharing")
def sharing(key: str) -> str:
    """Show who gets which task, step by step, and what is said for whole lanes."""
    session, process = current_session(), _opened(key)
    rules, steps = process.work_rules or [], _steps(process)
    named = queries.rule_names(session, signed_in(), process, rules, steps)
    rows = [
        {"step": step, "rule": rule_for(rules, step.step_id, step.lane or ""),
         "own": any(rule.get("step") == step.step_id for rule in rules)}
        for step in steps
    ]  # fmt: skip
    live = catalog.live_version(session, process)
    said = engine.declared_assignments(catalog.definition(live)) if live.runs else {}
    lanes = list(dict.fromkeys(step.lane for step in steps if step.lane))
    of_lanes = {lane: rule_for([r for r in rules if not r.get("step")], "", lane) for lane in lanes}
    without, groups = queries.without_people(session, process)
    without_lane = [lane for lane in lanes if (lane if lane in named.lanes else "") in without]
    return render_template(
        "assignment/sharing.html", process=process, rows=rows, lanes=of_lanes, named=named, ways=WAYS, said=said,
        without=without, without_lane=[*without_lane, *sorted(without - {*lanes, ""})],
        without_rest="" in without and all(lane in named.lanes for lane in without_lane),
        empty=[(step, groups[step.step_id]) for step in steps if step.step_id in groups],
    )  # fmt: skip


@blueprint.get("/processes/<key>/sharing/edit")
def edit_sharing(key: str) -> ResponseReturnValue:
    """Show the form for the rule of a step or lane."""
    process = _opened(key)
    step, lane = _place(process)
    kept = _own(process, step, lane) or Rule()
    typed: dict[str, Any] = {
        "assign": kept.assign, "due": span_words(kept.due), "escalate": span_words(kept.escalate),
        "reminders": str(kept.reminders or ""), "remind": span_words(kept.remind),
        "priority": "" if kept.priority is None else str(kept.priority), "reassign": "1" if kept.reassign else "",
        "apart": list(kept.apart), **({TO[kept.assign]: kept.to} if kept.assign in TO else {}),
    }  # fmt: skip
    return _form(process, step, lane, typed, {})


@blueprint.post("/processes/<key>/sharing/edit")
def share(key: str) -> ResponseReturnValue:
    """Keep the rule of a step or lane; what was typed stays where it is refused."""
    session, actor, process = current_session(), signed_in(), _opened(key)
    step, lane = _place(process)
    typed: dict[str, Any] = {field: request.form.get(field, "").strip() for field in FIELDS}
    typed["apart"] = request.form.getlist("apart")
    typed["person"] = picker.sent(session, actor, _circle(actor), "person")
    others = [r for r in process.work_rules or [] if read(r) != _own(process, step, lane)]
    try:
        rule = _rule(step, lane, typed)
        actions.require_usable(session, actor, process, rule)
        if request.form.get("seen") != str(process.row_version):
            words = _("Somebody changed the rules meanwhile. Check what you typed and save again.")
            raise Conflict(
                "CHANGED_MEANWHILE", _("Expected the rules as you saw them. {words}", words=words), for_people=words
            )
        says_something = set(rule.stored()) - {"step", "lane"} != {"assign"} or rule.assign != "pull"
        actions.share_work(session, actor, process, [*others, *([rule.stored()] if says_something else [])])
    except (Invalid, Conflict) as error:
        return _form(process, step, lane, typed, getattr(error, "errors", None) or {"_": error.words}, error)
    flash(_("Saved. It holds for tasks that open from now on."), "success")
    return redirect(url_for("work.sharing", key=key), 303)


def _rule(step: str, lane: str, typed: dict[str, Any]) -> Rule:
    """Give what was typed as a rule; raises Invalid for a priority that is no number."""
    if typed["priority"] and not re.fullmatch(r"[0-9]{1,3}", typed["priority"]):
        words = _("Choose one of the list.")
        raise Invalid("BAD_PRIORITY", _("Expected a priority. {words}", words=words), {"priority": words})
    if typed["reminders"] and not re.fullmatch(r"[0-9]{1,2}", typed["reminders"]):
        words = _("Choose one of the list.")
        raise Invalid("BAD_REMINDERS", _("Expected a number of reminders. {words}", words=words), {"reminders": words})
    return Rule(
        step=step, lane="" if step else lane, assign=typed["assign"], to=typed.get(TO.get(typed["assign"], ""), ""),
        apart=tuple(typed["apart"]) if step else (), due=span_said(typed["due"]),
        priority=int(typed["priority"]) if typed["priority"] else None, escalate=span_said(typed["escalate"]),
        reminders=int(typed["reminders"] or 0), remind=span_said(typed["remind"]), reassign=bool(typed["reassign"]),
    )  # fmt: skip


def _form(
    process: Process, step: str, lane: str, typed: dict[str, Any], errors: dict[str, str],
    error: StepwellError | None = None,
) -> ResponseReturnValue:  # fmt: skip
    session, actor, steps = current_session(), signed_in(), _steps(process)
    errors = {TO.get(typed["assign"], "assign") if field == "to" else field: words for field, words in errors.items()}
    page = render_template(
        "assignment/sharing_edit.html", process=process, lane=lane,
        step=next((s for s in steps if s.step_id == step), None), typed=typed, errors=errors,
        labels=LABELS, ways=list(WAYS.items()),
        priorities=_with(PRIORITIES, typed["priority"], typed["priority"]),
        groups=_with(queries.groups(session, actor), typed.get("group", ""), _("a group")),
        persons=_persons(session, actor, typed.get("person", "")),
        others=[(s.step_id, headed(s.label)) for s in steps if s.step_id != step],
    )  # fmt: skip
    return page, error.status if error else 200


def _circle(actor: Actor) -> str:
    return COLLEAGUES if actor.is_internal else AT_WORK


def _persons(session: Session, actor: Actor, chosen: str) -> Offered:
    found = picker.offered(session, actor, _circle(actor), chosen=chosen)
    if chosen and chosen not in {one[0] for one in found}:
        found.append((chosen, _("somebody"), ""))
    return found


def _with(offered: Sequence[tuple[str, str]], chosen: str, words: str) -> list[tuple[str, str]]:
    """Give what is offered, and what is chosen although it is not, so that it stays chosen."""
    return [*offered, *([(chosen, words)] if chosen and chosen not in dict(offered) else [])]


def _opened(key: str) -> Process:
    process = catalog.process_by_key(current_session(), signed_in(), key)
    policy.require(signed_in(), Assignment.MAP_LANES, process)
    return process


def _steps(process: Process) -> list[VersionStep]:
    """Give the steps that people do, and those that have a rule, in reading order."""
    ruled = {rule.get("step") for rule in process.work_rules or []}
    found = catalog.steps(current_session(), process.live_version_id or "")
    return [step for step in found if step.type in BY_PEOPLE or step.step_id in ruled]


def _place(process: Process) -> tuple[str, str]:
    """Give the step or lane that the address names; raises NotFound where the process has none such."""
    step, lane, steps = request.args.get("step", ""), request.args.get("lane", ""), _steps(process)
    if step in {one.step_id for one in steps}:
        return step, ""
    if not step and lane and lane in {one.lane for one in steps}:
        return "", lane
    raise NotFound(_("this step"))


def _own(process: Process, step: str, lane: str) -> Rule | None:
    rules = [read(given) for given in process.work_rules or []]
    return next((r for r in rules if (r.step == step if step else not r.step and r.lane == lane)), None)
