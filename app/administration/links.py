"""The ways to the pages of the administration."""

from __future__ import annotations

from functools import partial

from app.accounts.policy import Accounts
from app.administration.policy import Administration
from app.kernel.features import ADMINISTRATION, Link
from app.kernel.i18n import _
from app.kernel.policy import allows

LINKS = (
    *(
        Link(
            group=ADMINISTRATION, order=order, label=label, endpoint=endpoint, words=words,
            may=partial(allows, permission=permission),
        )
        for order, label, endpoint, permission, words in (
            (10, _("People"), "accounts.admin_people", Accounts.ADMINISTER, _("Who is here, and invitations")),
            (20, _("Units"), "accounts.admin_units", Accounts.ADMINISTER, _("Regions, departments, partners")),
            (30, _("Roles"), "accounts.admin_roles", Accounts.ADMINISTER,
             _("Who is worker, manager, ops or administrator where")),
            (40, _("Groups"), "accounts.admin_groups", Accounts.ADMINISTER, _("People who do a kind of work")),
            (90, _("Audit log"), "accounts.admin_audit", Administration.VIEW_AUDIT, _("What was done, unchangeable")),
        )
    ),
)  # fmt: skip
