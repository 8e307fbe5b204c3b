"""The ways to pages of accounts that have no place in the bar."""

from __future__ import annotations

from functools import partial

from app.accounts.policy import Accounts
from app.kernel.features import ADMINISTRATION, AROUND, Link
from app.kernel.policy import allows

LINKS = (
    Link(
        group=AROUND, order=40, label="Without anybody", endpoint="accounts.without_anybody",
        words="What people who left had", may=lambda actor: actor.is_internal,
    ),
    *(
        Link(
            group=ADMINISTRATION, order=order, label=label, endpoint=endpoint, words=words,
            may=partial(allows, permission=permission),
        )
        for order, label, endpoint, permission, words in (
            (10, "People", "accounts.admin_people", Accounts.ADMINISTER, "Who is here, and invitations"),
            (20, "Units", "accounts.admin_units", Accounts.ADMINISTER, "Regions, departments, partners"),
            (30, "Roles", "accounts.admin_roles", Accounts.ADMINISTER,
             "Who is worker, manager, ops or administrator where"),
            (40, "Groups", "accounts.admin_groups", Accounts.ADMINISTER, "People who do a kind of work"),
            (90, "Audit log", "accounts.admin_audit", Accounts.VIEW_AUDIT, "What was done, unchangeable"),
        )
    ),
)  # fmt: skip
