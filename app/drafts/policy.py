"""Who may keep drafts: who may load processes, each for themselves."""

from __future__ import annotations

from app.kernel.i18n import pgettext
from app.kernel.policy import Permission, Rule, author, internal


class Drafts(Permission):
    """What can be done with drafts."""

    KEEP = "catalog.draft.create", pgettext("permission", "keep this draft")
    VIEW = "catalog.draft.view", pgettext("permission", "view this draft")


RULES: dict[Drafts, Rule] = {Drafts.KEEP: internal, Drafts.VIEW: author}
