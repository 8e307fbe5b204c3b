"""What a page says of an error, to people: what happened, whether something is lost, what to do."""

from __future__ import annotations

from app.kernel.errors import Forbidden, StepwellError
from app.kernel.http import refusals
from app.kernel.i18n import _

HEADINGS: dict[int, str] = {
    400: _("That could not be read"),
    404: _("There is nothing here"),
    405: _("This does not open like that"),
    409: _("Somebody was faster"),
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
BY_CODE: dict[str, str] = {
    "FORM_EXPIRED": _(
        "This page was open for long, or you signed in anew, so its form does not hold any more. Go back, load the "
        "page again and send it; what you typed is kept."
    ),
    "CHANGED_MEANWHILE": _(
        "Somebody changed this while you had the page open, so nothing was saved. Look at it again first."
    ),
    "TOO_MANY_AT_ONCE": _("Several of your pages are being made already. Wait a moment, then try this one again."),
}
WHOLE = frozenset({403, 409, 412, 422})


def heading(error: StepwellError) -> str:
    """Give the heading of an error's page."""
    return error.title if error.for_people else HEADINGS.get(error.status, error.title)


def lead(error: StepwellError) -> str:
    """Give the sentence below it: what happened, in the words of people, and what to do."""
    if isinstance(error, Forbidden) and error.act:
        return _("You can't {act}.", act=error.act)
    if error.status == 429 and error.code == "HTTP_429":
        return _("Nothing is lost. Wait {time}, then try it again.", time=refusals.wait())
    said = error.for_people or BY_CODE.get(error.code)
    return said or LEADS.get(error.status) or error.detail


def tells_more(error: StepwellError) -> bool:
    """Whether the exact words hold what somebody needs to go on, and so are shown without a tap."""
    plain = error.code in BY_CODE or (isinstance(error, Forbidden) and error.act)
    return error.status in WHOLE and not plain
