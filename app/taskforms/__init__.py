"""Forms of tasks: how they are shown and read, the files and drafts that belong to them, and starting a case by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what forms bring."""
    from app.kernel.features import Feature
    from app.taskforms import api, files, forms, jobs, pages, personal, policy

    return Feature(
        name="taskforms", scope="work", needs=("accounts", "cases", "catalog", "privacy"),
        permissions=(policy.TaskForms,), rules=policy.RULES,
        modules=(api, jobs, pages), registers=(personal.register,), variables={"form_view_of": forms.form_view},
        wire=(lambda app: files.configure(app.database, app.settings),),
    )  # fmt: skip
