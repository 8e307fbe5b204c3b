"""What a page says of an error, to people: what happened, whether something is lost, what to do."""

from __future__ import annotations

from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound, StepwellError, TooMany, Unauthorized
from app.kernel.http import refusals
from app.kernel.i18n import _

HEADINGS: dict[int, str] = {
    400: _("That could not be read"),
    404: _("There is nothing here"),
    405: _("This does not open like that"),
    409: _("That did not work"),
    412: _("Somebody was faster"),
    413: _("That is too large"),
    422: _("Something does not fit yet"),
    429: _("That was much at once"),
    500: _("That was our mistake"),
    503: _("Not at the moment"),
}
LEADS: dict[int, str] = {
    400: _("Your browser sent something that Stepwell cannot read. Go back, load the page again and try once more."),
    403: _("You can't do this here."),
    404: _("There is nothing at this address that you can see. Check the link, or ask who gave it to you."),
    405: _("This address is not opened like a page. Go back and use the button or link that leads on from there."),
    409: _("This has changed since you opened the page, so nothing was saved. Go back, load the page again and look."),
    412: _("This has changed since you opened the page, so nothing was saved. Go back, load the page again and look."),
    413: _("Nothing was saved. Send a smaller file, or fewer of them at once."),
    415: _("Stepwell cannot read what was sent. Go back, load the page again and try once more."),
    422: _("Nothing was saved yet. Go back and correct it; what you typed is still there."),
    500: _("It is not your fault, and it was noted for who looks after Stepwell. Go back and try it once more."),
    503: _("Stepwell cannot do this just now. Try it again in a moment."),
}
FASTER = frozenset({"CHANGED_MEANWHILE", "TRY_AGAIN", "REVISED", "CLAIMED"})
USUAL = (StepwellError, Unauthorized, Forbidden, NotFound, Conflict, Invalid, TooMany)


def heading(error: StepwellError) -> str:
    """Give the heading of an error's page."""
    if error.code in FASTER:
        return _("Somebody was faster")
    own = error.for_people and error.title not in [kind.title for kind in USUAL]
    return error.title if own else HEADINGS.get(error.status, error.title)


def lead(error: StepwellError) -> str:
    """Give the sentence below it: what happened, in the words of people, and what to do."""
    if error.status == 429 and error.code == "HTTP_429":
        return _("Nothing is lost. Wait {time}, then try it again.", time=refusals.wait())
    told = error.for_people or (isinstance(error, Forbidden) and error.act)
    return error.words if told else LEADS.get(error.status) or error.detail
