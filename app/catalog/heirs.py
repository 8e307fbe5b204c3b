"""What of the library people answer for: the processes they own."""

from __future__ import annotations

from app.accounts import uses
from app.catalog import queries
from app.catalog.actions.edit import give_all_to
from app.kernel.i18n import _, ngettext
from app.privacy import belongings


def register() -> None:
    """Tell what is handed over with a person's work, what is without anybody, and which units processes name."""
    belongings.register(
        belongings.Kind(
            "processes", lambda n: ngettext("{n} process", "{n} processes", n),
            _("processes"),
            _("Nobody decides about it as its owner. Give it to somebody."),
            queries.without_owner, lambda key: f"/processes/{key}/settings", queries.owned_count, give_all_to,
        )
    )  # fmt: skip
    uses.register(unit=queries.naming_unit)
