"""Do the same with many tasks of the inbox, and say of each what became of it."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.queries import people_shown
from app.cases.pages.base import blueprint, signed_in
from app.cases.tables import Task
from app.kernel.policy import Actor
from app.kernel.transactions import transaction
from app.kernel.web import current_session, stepwell
from app.tasks import actions, queries
from app.tasks.pages.inbox import FILTERS, inbox_page
from processes.called import headed

SAID = {"claim": "taken", "release": "given back", "complete": "done", "delegate": "handed over"}
GONE = "it does not wait for you any more: it is done, or a colleague has it"
ASKS = "its form has questions that must be answered; open it to do so"
CHOOSE = "Choose at least one task, and what to do with it."


@blueprint.post("/work/many")
@transaction("own")
def many() -> ResponseReturnValue:
    """Take, give back, complete or hand over the tasks that are ticked."""
    act, ids = request.form.get("act", ""), list(dict.fromkeys(request.form.getlist("task")))
    person = request.form.get("person", "")
    with stepwell().looking() as g.session:
        session, actor = current_session(), signed_in()
        if act not in SAID or not 1 <= len(ids) <= actions.MOST_AT_ONCE:
            return inbox_page(error=CHOOSE), 422
        tasks = queries.selection(session, actor, ids)
        if act == "delegate" and not person:
            return _to_whom(session, actor, tasks, ids)
        faults = {one: GONE for one in ids if one not in tasks}
        if act == "complete":
            faults |= {one: ASKS for one, task in tasks.items() if asks(task)}
        told = {one: (headed(task.step_name), task.instance.business_key) for one, task in tasks.items()}
    faults |= _do(actor, act, [one for one in tasks if one not in faults], person)
    done = len(ids) - len(faults)
    if not faults:
        flash(f"{done} {'task' if done == 1 else 'tasks'} {SAID[act]}.", "success")
        return redirect(_back(), 303)
    with stepwell().looking() as g.session:
        return render_template("tasks/many.html", done=done, said=SAID[act], faults=faults, told=told, back=_back())


def asks(task: Task) -> bool:
    """Whether the form of a task has questions that must be answered, so that it is not done by a tick."""
    return bool((task.form or {}).get("required")) or task.kind == "choice"


def _do(actor: Actor, act: str, ids: list[str], person: str) -> dict[str, str]:
    """Do it; give why not, by task, where it could not be done."""
    if not ids:
        return {}
    done = actions.in_bulk(stepwell().database, actor, act, ids, person_id=person, of_one_step=False)
    return {one.task_id: one.words for one in done if one.code}


def _to_whom(session: Session, actor: Actor, tasks: dict[str, Task], ids: list[str]) -> ResponseReturnValue:
    able = people_shown(session, actor, queries.eligible_for_any(session, tasks.values()) - {actor.id})
    options = sorted(((one.id, one.name) for one in able.values()), key=lambda one: (one[1].lower(), one[0]))
    wrong = {"person": "Choose who does it instead."} if "person" in request.form else {}
    page = render_template(
        "tasks/hand_over.html", tasks=tasks.values(), ids=ids, options=options, errors=wrong,
        here=_narrowed("work.many"), back=_back(),
    )  # fmt: skip
    return page, 422 if wrong else 200


def _narrowed(endpoint: str) -> str:
    narrow: dict[str, Any] = {key: request.args[key] for key in (*FILTERS, "cursor") if request.args.get(key)}
    return url_for(endpoint, **narrow)


def _back() -> str:
    return _narrowed("work.inbox")
