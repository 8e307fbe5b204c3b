"""Who may make variants, and carry changes from one process to another."""

from __future__ import annotations

from app.catalog.policy import sees_inside
from app.kernel.i18n import pgettext
from app.kernel.policy import Permission, Rule, all_of, any_of, author, everybody, internal, owner, role


class Practices(Permission):
    """What can be done among processes that do the same work."""

    VIEW_FAMILY = "practices.family.view", pgettext("permission", "view the variants of this process")
    MAKE_VARIANT = "practices.variant.create", pgettext("permission", "make a variant of this process")
    BROWSE = "practices.practice.view", pgettext("permission", "see what worked elsewhere")
    OFFER = "practices.change.offer", pgettext("permission", "offer this change to others")
    VIEW_WORTH = "practices.worth.view", pgettext("permission", "see what this change is worth")
    ENTER_BASELINE = "practices.baseline.enter", pgettext("permission", "enter what this change uses and costs")


RULES: dict[Practices, Rule] = {
    Practices.VIEW_FAMILY: all_of(everybody, sees_inside),
    Practices.MAKE_VARIANT: all_of(internal, sees_inside),
    Practices.BROWSE: everybody,
    Practices.OFFER: any_of(author, owner, role("manager", "ops", "admin")),
    Practices.VIEW_WORTH: all_of(internal, sees_inside),
    Practices.ENTER_BASELINE: any_of(owner, role("manager", "admin")),
}
