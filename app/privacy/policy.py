"""Who may take everything of a person along, and see what nobody answers for."""

from __future__ import annotations

from app.accounts.policy import administrator, colleague, oneself
from app.kernel.i18n import pgettext
from app.kernel.policy import Permission, Rule, any_of


class Privacy(Permission):
    """What can be done with all that is kept of people."""

    EXPORT_PERSON = "accounts.person.export", pgettext("permission", "export this person")
    VIEW_WITHOUT_ANYBODY = "accounts.without_anybody.view", pgettext("permission", "view what is without anybody")


RULES: dict[Permission, Rule] = {
    Privacy.EXPORT_PERSON: any_of(oneself, administrator),
    Privacy.VIEW_WITHOUT_ANYBODY: colleague,
}
