"""Do the same with many tasks of the inbox, and say of each what became of it."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.queries import people_shown
from app.cases.pages.base import blueprint
from app.cases.tables import Task
from app.kernel.db.transactions import transaction
from app.kernel.http.application import current_session, is_fragment, stepwell
from app.kernel.i18n import _, ngettext
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor
from app.tasks import actions, queries
from app.tasks.pages.inbox import FILTERS, asks, inbox_page
from processes.called import headed

ACTS = ("claim", "release", "complete", "delegate")
GONE = _("it does not wait for you any more: it is done, or a colleague has it")
ASKS = _("its form has questions that must be answered; open it to do so")
CHOOSE = _("Choose at least one task, and what to do with it.")


@blueprint.post("/work/many")
@transaction("own")
def many() -> ResponseReturnValue:
    """Take, give back, complete or hand over the tasks that are ticked."""
    act, ids = request.form.get("act", ""), list(dict.fromkeys(request.form.getlist("task")))
    person = request.form.get("person", "")
    with stepwell().looking() as g.session:
        session, actor = current_session(), signed_in()
        if act not in ACTS or not 1 <= len(ids) <= actions.MOST_AT_ONCE:
            return inbox_page(error=CHOOSE), 422
        tasks = queries.selection(session, actor, ids)
        if act == "delegate" and not person:
            return _to_whom(session, actor, tasks, ids)
        faults: dict[str, str] = {one: GONE for one in ids if one not in tasks}
        if act == "complete":
            faults |= {one: ASKS for one, task in tasks.items() if asks(task)}
        told = {one: (headed(task.step_name), task.instance.business_key) for one, task in tasks.items()}
    faults |= _do(actor, act, [one for one in tasks if one not in faults], person)
    done = len(ids) - len(faults)
    title, left = _of_some(act, done, len(faults))
    if is_fragment():
        with stepwell().looking() as g.session:
            return inbox_page(said=title if faults else _said(act, done), faults=_named(faults, told))
    if not faults:
        flash(_said(act, done), "success")
        return redirect(_back(), 303)
    with stepwell().looking() as g.session:
        return render_template("tasks/many.html", title=title, left=left, faults=_named(faults, told), back=_back())


def _named(faults: dict[str, str], told: dict[str, tuple[str, str | None]]) -> list[tuple[str, str, str]]:
    """Give the address of each task that was left, what it is called where the actor may know that, and why."""
    return [
        (url_for("work.task", task_id=one) if one in told else "", _called(*told[one]) if one in told else "", words)
        for one, words in faults.items()
    ]


def _called(step: str, case: str | None) -> str:
    return f"{step} ({case})" if case else step


def _said(act: str, done: int) -> str:
    """Say what was done with how many."""
    if act == "claim":
        return ngettext("{n} task taken.", "{n} tasks taken.", done)
    if act == "release":
        return ngettext("{n} task given back.", "{n} tasks given back.", done)
    if act == "complete":
        return ngettext("{n} task done.", "{n} tasks done.", done)
    return ngettext("{n} task handed over.", "{n} tasks handed over.", done)


def _of_some(act: str, done: int, left: int) -> tuple[str, str]:
    """Say what was done with how many and with how many not; and what those are, to head a list of them."""
    if act == "claim":
        return _("{done} taken, {left} not", done=done, left=left), _("What was not taken")
    if act == "release":
        return _("{done} given back, {left} not", done=done, left=left), _("What was not given back")
    if act == "complete":
        return _("{done} done, {left} not", done=done, left=left), _("What was not done")
    return _("{done} handed over, {left} not", done=done, left=left), _("What was not handed over")


def _do(actor: Actor, act: str, ids: list[str], person: str) -> dict[str, str]:
    """Do it; give why not, by task, where it could not be done."""
    if not ids:
        return {}
    done = actions.in_bulk(stepwell().database, actor, act, ids, person_id=person, of_one_step=False)
    return {one.task_id: one.words for one in done if one.code}


def _to_whom(session: Session, actor: Actor, tasks: dict[str, Task], ids: list[str]) -> ResponseReturnValue:
    able = people_shown(session, actor, queries.eligible_for_any(session, tasks.values()) - {actor.id})
    options = sorted(((one.id, one.name) for one in able.values()), key=lambda one: (one[1].lower(), one[0]))
    wrong = {"person": _("Choose who does it instead.")} if "person" in request.form else {}
    page = render_template(
        "tasks/hand_over.html", tasks=tasks.values(), ids=ids, options=options, errors=wrong,
        here=_narrowed("work.many"), back=_back(),
    )  # fmt: skip
    return page, 422 if wrong else 200


def _narrowed(endpoint: str) -> str:
    narrow: dict[str, Any] = {key: request.args[key] for key in (*FILTERS, "group", "cursor") if request.args.get(key)}
    return url_for(endpoint, **narrow)


def _back() -> str:
    return _narrowed("work.inbox")
