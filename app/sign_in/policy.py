"""Who may make and end keys of programs."""

from __future__ import annotations

from app.accounts.policy import administrator, oneself
from app.kernel.i18n import pgettext
from app.kernel.policy import Permission, Rule, any_of


class SignIn(Permission):
    """What can be done with keys of programs."""

    MANAGE_TOKENS = "accounts.token.manage", pgettext("permission", "manage this token")


RULES: dict[Permission, Rule] = {
    SignIn.MANAGE_TOKENS: any_of(oneself, administrator),
}
