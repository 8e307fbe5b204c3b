"""The fields of a quorum and a majority on the page of a policy."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from app.ballots.methods.yes_no_abstain.rules import Settings
from app.kernel.i18n import _, pgettext
from app.kernel.pages.form_input import whole_number

SHARES = (
    ("1/2", pgettext("share", "half")), ("2/3", pgettext("share", "two thirds")),
    ("3/4", pgettext("share", "three quarters")), ("1/1", pgettext("share", "all")),
)  # fmt: skip
BASES = (
    ("yes_and_no", _("the yes and no votes")), ("cast", _("all votes cast")), ("eligible", _("all the people asked")),
)  # fmt: skip


def filled(settings: Settings) -> dict[str, str]:
    """Give the fields that would send these settings."""
    quorum, majority = settings.quorum, settings.majority
    return {
        "quorum_kind": quorum.kind,
        "absolute": str(quorum.absolute or ""),
        "quorum_share": f"{quorum.numerator}/{quorum.denominator}" if quorum.numerator else "",
        "majority_share": f"{majority.numerator}/{majority.denominator}",
        "base": majority.base,
    }


def sent(form: MultiDict[str, str]) -> dict[str, Any]:
    """Read the fields as programs would send them."""
    numerator, denominator = _share(form, "quorum_share")
    top, bottom = _share(form, "majority_share")
    return {
        "quorum": {
            "kind": form.get("quorum_kind", ""), "absolute": whole_number(form, "absolute"),
            "numerator": numerator, "denominator": denominator,
        },
        "majority": {"numerator": top or 1, "denominator": bottom or 2, "base": form.get("base", "")},
    }  # fmt: skip


def _share(form: MultiDict[str, str], name: str) -> tuple[int | None, int | None]:
    top, _slash, bottom = form.get(name, "").partition("/")
    read = top.isdecimal() and bottom.isdecimal() and len(top) < 7 and len(bottom) < 7
    return (int(top), int(bottom)) if read else (None, None)
