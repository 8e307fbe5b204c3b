"""Who does the work, as people say it, and as a model says it."""

from __future__ import annotations

from app.kernel.i18n import _, joined, pgettext

PEOPLE = {
    "worker": pgettext("people", "workers"), "manager": pgettext("people", "managers"),
    "ops": pgettext("people", "ops"), "admin": pgettext("people", "administrators"),
    "guest": pgettext("people", "guests"),
}  # fmt: skip


def model_words(said: dict[str, str]) -> str:
    """What a model says about a step in words: “for ${initiator}; due P2D”."""
    told = {
        "assignee": _("for {model_says}", model_says=said.get("assignee")),
        "candidateUsers": _("for {model_says}", model_says=said.get("candidateUsers")),
        "candidateGroups": _("for the group {model_says}", model_says=said.get("candidateGroups")),
        "dueDate": _("due {model_says}", model_says=said.get("dueDate")),
        "followUpDate": _("follow up {model_says}", model_says=said.get("followUpDate")),
        "priority": _("urgency {model_says}", model_says=said.get("priority")),
        "notSameAs": _("not by who did {model_says}", model_says=said.get("notSameAs")),
    }
    return joined("; ", [words for key, words in told.items() if said.get(key)])
