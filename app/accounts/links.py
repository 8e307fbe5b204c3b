"""The ways to pages of accounts that have no place in the bar."""

from __future__ import annotations

from app.kernel.features import ADMINISTRATION, AROUND, Link
from app.kernel.policy import Actor


def _keeps_house(actor: Actor) -> bool:
    return actor.has("admin")


LINKS = (
    Link(
        group=AROUND, order=40, label="Without anybody", endpoint="accounts.without_anybody",
        words="What people who left had", may=lambda actor: actor.is_internal,
    ),
    *(
        Link(group=ADMINISTRATION, order=order, label=label, endpoint=endpoint, words=words, may=_keeps_house)
        for order, label, endpoint, words in (
            (10, "People", "accounts.admin_people", "Who is here, and invitations"),
            (20, "Units", "accounts.admin_units", "Regions, departments, partners"),
            (30, "Roles", "accounts.admin_roles", "Who is worker, manager, ops or administrator where"),
            (40, "Groups", "accounts.admin_groups", "People who do a kind of work"),
            (90, "Audit log", "accounts.admin_audit", "What was done, unchangeable"),
        )
    ),
)  # fmt: skip
