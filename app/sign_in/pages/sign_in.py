"""Signing in and out, the first start, and links with which people choose a password.

Passwords are checked outside of any unit of work: hashing takes a while, and nobody else should wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Response as FlaskResponse
from flask import flash, g, make_response, redirect, render_template, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.accounts import queries
from app.accounts.pages.blueprint import blueprint
from app.accounts.tables import Person
from app.kernel.db.transactions import transaction
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Invalid, StepwellError
from app.kernel.http.application import current_actor, current_session, local_target, stepwell
from app.kernel.http.refusals import wait_for
from app.kernel.i18n import _, languages
from app.kernel.policy import ANONYMOUS
from app.kernel.rate_limits import from_where, limiter
from app.sign_in import actions, authenticate, devices, secrets
from app.sign_in.actions.sessions import LASTS, sign_out

WRONG = _("E-mail address and password do not belong together. Check both; capitals matter in the password.")


BUSY = _("Too many people are signing in at this moment. Wait a few seconds, then press the button again.")


def _account() -> str:
    return "account:" + request.form.get("email", "").strip().lower()[:254]


def _account_from_here() -> str:
    """Give what wrong passwords are counted by: the account and the network, or the browser that it knows."""
    return f"{_account()}@{devices.of(request.form.get('email', '')) or from_where()}"


def _known_device() -> bool:
    return devices.of(request.form.get("email", "")) is not None


def _was_wrong(answer: Response) -> bool:
    return answer.status_code == 422


def _wait(broken: RequestLimit) -> FlaskResponse:
    """Say how long to wait, and keep what was typed."""
    words = _(
        "There were too many wrong passwords for this account from here. Try again in {time}.", time=wait_for(broken)
    )
    email, target = request.form.get("email", ""), local_target(request.form.get("next"))
    g.actor = ANONYMOUS
    with unit_of_work(stepwell().database, readonly=True) as g.session:
        return make_response(_form({"email": email}, {"password": words}, target), 429)


@blueprint.get("/signin")
def sign_in() -> ResponseReturnValue:
    """Show the sign-in page, or the setup page as long as there is nobody."""
    if not queries.has_people(current_session()):
        return redirect("/setup", 303)
    target = local_target(request.args.get("next"))
    if not current_actor().is_anonymous:
        return redirect(target, 303)
    return _form({}, {}, target)


@blueprint.get("/sign-in")
def sign_in_elsewhere() -> ResponseReturnValue:
    """Lead people who guess the address to the sign-in page."""
    return redirect("/signin", 303)


@blueprint.post("/signin")
@limiter.limit(
    "300 per 5 minutes", key_func=from_where, exempt_when=_known_device, deduct_when=_was_wrong, on_breach=_wait
)
@limiter.limit("300 per hour", key_func=_account, exempt_when=_known_device, deduct_when=_was_wrong, on_breach=_wait)
@limiter.limit("10 per minute; 50 per hour", key_func=_account_from_here, deduct_when=_was_wrong, on_breach=_wait)
@transaction("none")
def sign_in_sent() -> ResponseReturnValue:
    """Check e-mail address and password, taking equally long whether or not the person exists.

    Only wrong passwords count: an office behind one address signs in as a whole, and strangers lock out nobody who
    has signed in with the same browser before.
    """
    database = stepwell().database
    email, password = request.form.get("email", ""), request.form.get("password", "")
    target = local_target(request.form.get("next"))
    with unit_of_work(database, readonly=True) as session:
        for guard in stepwell().guards:
            guard(session, ANONYMOUS)
        person = queries.by_email(session, email)
        person_id = person.id if person is not None else None
        stored = person.password_hash if person is not None and person.active else None
    try:
        right = secrets.verify(stored, password, from_where())
    except secrets.Crowded:
        with unit_of_work(database, readonly=True) as g.session:
            return _form({"email": email}, {"password": BUSY}, target), 503, {"Retry-After": "3"}
    if not right or stored is None:
        with unit_of_work(database, readonly=True) as g.session:
            return _form({"email": email}, {"password": WRONG}, target), 422
    better = secrets.hash_password(password) if secrets.is_outdated(stored) else None
    with unit_of_work(database) as session:
        return signed_in(session, session.get_one(Person, person_id), target, better)


def signed_in(session: Session, person: Person, target: str, better: str | None = None) -> Response:
    """Start a new session under a new id, with a new form token, whatever the browser brought along."""
    if better:
        person.password_hash = better
    person.browser_language = languages.asked_for(request.accept_languages)
    secret = actions.start_session(
        session, person, request.headers.get("User-Agent", ""), previous=authenticate.session_secret()
    )
    cookie.clear()
    answer = redirect(_anchored(target), 303)
    authenticate.set_cookie(answer, secret, LASTS)
    devices.remember(answer, person.email)
    return answer


def _anchored(target: str) -> str:
    """Lead to the comment of a link also where no script could keep what stood behind its #."""
    if "#" in target:
        return target
    comment = parse_qs(urlsplit(target).query).get("comment", [""])[0]
    return f"{target}#comment-{comment}" if comment.isalnum() else target


@blueprint.post("/signout")
@blueprint.post("/sign-out", endpoint="sign_out_elsewhere")
def sign_out_sent() -> ResponseReturnValue:
    """End the session of this browser."""
    sign_out(current_session(), authenticate.session_secret())
    cookie.clear()
    answer = redirect("/signin", 303)
    authenticate.clear_cookie(answer)
    return answer


@blueprint.route("/setup", methods=["GET", "POST"])
@limiter.limit("30 per minute", key_func=from_where)
def setup() -> ResponseReturnValue:
    """Make the first person of a new installation: its administrator."""
    session, typed = current_session(), request.form.to_dict()
    if queries.has_people(session):
        return redirect("/signin", 303)

    def make() -> Person:
        given = (typed.get(field, "") for field in ("email", "name", "password"))
        made: Person = actions.first_admin(session, *given)
        return made

    return _attempt(make, "sign_in/setup.html", typed, {})


@blueprint.route("/welcome/<token>", methods=["GET", "POST"])
@limiter.limit("30 per minute", key_func=from_where)
def welcome(token: str) -> ResponseReturnValue:
    """Let the holder of a link choose a password, once."""
    session = current_session()
    person = actions.person_of_link(session, token)

    def use() -> Person:
        end_tokens = bool(request.form.get("end_tokens"))
        password = request.form.get("password", "")
        holder: Person = actions.use_link(session, token, password, end_tokens=end_tokens)
        return holder

    tokens = actions.count_tokens(session, person.id)
    answer = _attempt(use, "sign_in/welcome.html", {}, {"person": person, "tokens": tokens})
    if isinstance(answer, Response):
        answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _attempt(
    act: Callable[[], Person], template: str, typed: dict[str, str], context: dict[str, Any]
) -> Response | tuple[str, int]:
    """Show a form, or do what it asks and sign the person in; what was typed stays after an error."""
    error: StepwellError | None = None
    if request.method == "POST":
        try:
            person = _with_password(act)
        except Invalid as invalid:
            error = invalid
        else:
            flash(_("Welcome, {name}.", name=person.name), "success")
            return _keeping_flash(signed_in, current_session(), person, "/")
    errors = error.errors if isinstance(error, Invalid) else {}
    return render_template(template, typed=typed, errors=errors, **context), 422 if error else 200


def _with_password(act: Callable[[], Person]) -> Person:
    secrets.check_password(request.form.get("password", ""))
    return act()


def _keeping_flash(act: Callable[..., Response], *args: Any) -> Response:
    """Act, and keep the message for the next page although the browser session starts afresh."""
    kept = cookie.get("_flashes")
    answer = act(*args)
    if kept:
        cookie["_flashes"] = kept
    return answer


def _form(typed: dict[str, str], errors: dict[str, str], target: str) -> str:
    return render_template(
        "sign_in/sign_in.html", typed=typed, errors=errors, target=target,
        provider=stepwell().settings.oidc_issuer,
    )  # fmt: skip
