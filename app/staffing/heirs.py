"""What of the work people answer for: their tasks, the lanes and rules that name them, whom they stand in for."""

from __future__ import annotations

from app.kernel.i18n import _, ngettext
from app.privacy import belongings
from app.staffing import queries
from app.staffing.actions import leaving


def register() -> None:
    """Tell what is handed over with a person's work, and what is without anybody."""
    for kind in (
        belongings.Kind(
            "tasks", lambda n: ngettext("{n} open task", "{n} open tasks", n),
            _("open tasks"),
            _("Nobody who is here may do it. Give it to somebody."),
            queries.tasks, lambda task_id: f"/tasks/{task_id}", queries.tasks_of, leaving.give_tasks,
        ),
        belongings.Kind(
            "freed", lambda n: ngettext("{n} task that nobody took since", "{n} tasks that nobody took since", n),
            _("tasks that nobody took since"),
            _("They are for everybody who does this work now. See that somebody takes them."),
            queries.freed, lambda task_id: f"/tasks/{task_id}", lambda *_: 0,
        ),
        belongings.Kind(
            "drafts", lambda n: ngettext("{n} half-filled form", "{n} half-filled forms", n),
            _("half-filled forms"),
            _("Nobody else can read them. Hand them over with the person’s work; else they go when the task is done."),
            queries.drafts, lambda task_id: f"/tasks/{task_id}", queries.drafts_of, leaving.give_drafts,
        ),
        belongings.Kind(
            "rules", lambda n: ngettext(
                "{n} process that names them for work", "{n} processes that name them for work", n
            ),
            _("processes that name them for work"),
            _("What the rule gives to this person goes to the whole lane. Name somebody else."),
            queries.lanes, lambda key: f"/processes/{key}/sharing", queries.lanes_of, leaving.give_lanes,
        ),
        belongings.Kind(
            "absences", lambda n: ngettext("{n} colleague they stand in for", "{n} colleagues they stand in for", n),
            _("colleagues they stand in for"),
            _("Nobody stands in for them, because who did has left. Ask them to choose another."),
            queries.absences, lambda person_id: f"/people/{person_id}", queries.absences_of, leaving.give_absences,
        ),
        belongings.Kind(
            "unstaffed", lambda n: ngettext(
                "{n} lane or step that nobody does", "{n} lanes or steps that nobody does", n
            ),
            _("lanes or steps that nobody does"),
            _("Nobody who is here does this work. Name others for it, or give somebody the role or group it is for."),
            queries.unstaffed, lambda key: f"/processes/{key}/sharing", lambda *_: 0,
        ),
    ):  # fmt: skip
        belongings.register(kind)
