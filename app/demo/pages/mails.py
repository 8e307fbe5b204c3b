"""The mails that the product would have sent, to look at: the demo has no mail server, and nobody gets one."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.demo.cases import WHO
from app.demo.pages.blueprint import blueprint, the_demo
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor, stepwell
from app.kernel.http.csrf_and_headers import CSP
from app.kernel.i18n import _
from app.kernel.mail import folder
from app.sign_in.authenticate import open_to_all

MOST = 60
# A mail is what somebody wrote: it is shown in a frame of its own in which nothing runs, with the styles of mails.
FRAMED = f"{CSP}; frame-src 'self'"
WRITTEN = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-top-navigation-by-user-activation"
)


@blueprint.get("/demo/mail")
@open_to_all
def mails() -> ResponseReturnValue:
    """List the newest mails: those to who asks, or all."""
    the_demo()
    to = request.args.get("to", current_actor().email)
    found = (_row(name, message) for name, message in folder.kept(_folder()))
    shown = list(islice((row for row in found if to in ("", row["email"])), MOST))
    people = [(part.email, part.name) for part in sorted(WHO.values(), key=lambda part: part.name)]
    return render_template("demo/mails.html", mails=shown, to=to, people=people, most=MOST)


@blueprint.get("/demo/mail/<name>")
@open_to_all
def mail(name: str) -> ResponseReturnValue:
    """Show one mail, as mail programs show it and as plain text."""
    the_demo()
    message = _found(name)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    answer = make_response(
        render_template(
            "demo/mail.html", mail=_row(name, message),
            text=text.get_content() if text else "", formatted=html is not None,
        )
    )  # fmt: skip
    answer.headers["Content-Security-Policy"] = FRAMED
    return answer


@blueprint.get("/demo/mail/<name>/written")
@open_to_all
def written(name: str) -> ResponseReturnValue:
    """Give the HTML of one mail, for the frame."""
    the_demo()
    html = _found(name).get_body(("html",))
    if html is None:
        raise NotFound(_("this mail"))
    answer = make_response(html.get_content())
    answer.headers["Content-Security-Policy"] = WRITTEN
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _folder() -> Path:
    return Path(stepwell().settings.mail_folder)


def _found(name: str) -> EmailMessage:
    message = folder.read(_folder(), name)
    if message is None:
        raise NotFound(_("this mail"))
    return message


def _row(name: str, message: EmailMessage) -> dict[str, object]:
    to = message["To"].addresses[0]
    return {
        "name": name, "email": to.addr_spec, "who": to.display_name or to.addr_spec, "subject": str(message["Subject"]),
        "sender": str(message["From"]), "at": parsedate_to_datetime(str(message["Date"])),
    }  # fmt: skip
