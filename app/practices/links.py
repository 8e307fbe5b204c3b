"""The way to practices from the page “More”."""

from app.kernel.features import AROUND, Link
from app.kernel.i18n import _

LINKS = (
    Link(
        group=AROUND, order=40, label=_("What worked elsewhere"), endpoint="practices.practices",
        words=_("Changes that are live, to be adopted in other processes."),
    ),
)  # fmt: skip
