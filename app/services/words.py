"""Kinds of incidents and attempts in plain words."""

from __future__ import annotations

from app.kernel.i18n import _, pgettext

KINDS = {
    "script": _("A script failed"),
    "error": _("A step failed"),
    "stuck": _("It waits in vain"),
    "external": _("A worker failed"),
    "http": _("A service did not answer well"),
    "mail": _("A mail could not be sent"),
    "call": _("Another process failed"),
    "job": _("Background work was given up"),
}
OUTCOMES = {
    "done": (pgettext("attempt", "done"), "positive"),
    "again": (_("tried again later"), "warning"),
    "error": (_("ended with an error of the model"), "warning"),
    "failed": (pgettext("attempt", "failed"), "danger"),
    "late": (_("came too late"), ""),
}
