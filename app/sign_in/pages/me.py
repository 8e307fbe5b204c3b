"""A person's own page: name, password, browsers, keys for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts import actions as accounts
from app.accounts import queries
from app.accounts.pages.blueprint import blueprint
from app.accounts.pages.forms import attempt
from app.accounts.tables import Person
from app.kernel.errors import Invalid, NotFound
from app.kernel.http.application import current_actor, current_session, is_fragment, stepwell
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _, ngettext, sentences
from app.kernel.pages.fingerprints import fingerprint
from app.kernel.times import clock, zones
from app.kernel.times.moments import reader_zone
from app.sign_in import actions
from app.sign_in.queries import sessions_of, tokens_of
from app.sign_in.tables import ApiToken


def myself() -> Person:
    """Give the person who asks."""
    found = current_session().get(Person, current_actor().id)
    if found is None:
        raise NotFound(_("your page"))
    return found


@blueprint.get("/me")
def me() -> ResponseReturnValue:
    """Show one's own page."""
    return _page()


def _page(part: str = "", errors: dict[str, str] | None = None, **more: Any) -> tuple[str, int]:
    session, person = current_session(), myself()
    grants, groups = queries.memberships(session, person.id)
    page = render_template(
        "sign_in/me.html", person=person, grants=grants, groups=groups, scopes=actions.SCOPES, part=part,
        errors=errors or {}, typed=request.form if part else {}, this_session=g.get("session_id"),
        sessions=sessions_of(session, person.id, clock.now()), tokens=tokens_of(session, person.id),
        seen=fingerprint(person.name, person.handle),
        provider=stepwell().settings.oidc_issuer, places=zones.places(), organisation_zone=_organisation_zone(), **more,
    )  # fmt: skip
    return page, 422 if errors else 200


def _organisation_zone() -> str:
    return zones.called(zones.find(stepwell().settings.time_zone))


@blueprint.post("/me/profile")
def profile_sent() -> ResponseReturnValue:
    """Change one's name or handle, as the page showed them."""
    sent = {field: request.form.get(field, "") for field in ("name", "handle")}
    session, person = current_session(), myself()

    def edit() -> None:
        session.refresh(person, with_for_update=True)
        seen(fingerprint(person.name, person.handle))
        accounts.edit_person(session, current_actor(), person, **sent)

    _made, errors = attempt(edit)
    if errors:
        return _page("profile", errors)
    flash(_("Saved."), "success")
    return redirect("/me", 303)


@blueprint.post("/me/zone")
def zone_sent() -> ResponseReturnValue:
    """Say by whose clock one reads and writes; what a browser offers counts only until somebody has chosen."""
    session, person, offered = current_session(), myself(), is_fragment()
    if offered and person.zone is not None:
        return "", 204
    said = request.form.get("zone", "")
    _made, errors = attempt(lambda: accounts.edit_person(session, current_actor(), person, zone=said))
    if offered:
        return "", 422 if errors else 204
    if errors:
        return _page("zone", errors)
    flash(_("Saved. All times are by this clock now."), "success")
    return redirect("/me#zone", 303)


@blueprint.post("/me/language")
def language_sent() -> ResponseReturnValue:
    """Choose the language of pages and mails."""
    said = request.form.get("language", "")
    _made, errors = attempt(lambda: accounts.edit_person(current_session(), current_actor(), myself(), language=said))
    if errors:
        return _page("language", errors)
    flash(_("Saved. Pages and mails are in this language now."), "success")
    return redirect("/me#language", 303)


@blueprint.post("/me/mail")
def mail_again_sent() -> ResponseReturnValue:
    """Have mail sent to oneself again though the mail server refused the address."""
    accounts.try_mail_again(current_session(), current_actor(), myself())
    flash(_("Noted. The next mail is sent to you again."), "success")
    return redirect("/me", 303)


@blueprint.post("/me/password")
def password_sent() -> ResponseReturnValue:
    """Change one's password; all other browsers are signed out."""
    old, new = request.form.get("old", ""), request.form.get("new", "")
    keep = g.get("session_id")
    too = bool(request.form.get("end_tokens"))

    def change() -> None:
        actions.change_password(current_session(), current_actor(), myself(), old, new, keep, end_tokens=too)

    _made, errors = attempt(change)
    if errors:
        return _page("password", errors)
    changed = _("Your password is changed. All your other browsers are signed out.")
    flash(sentences(changed, _("Your tokens are ended.") if too else ""), "success")
    return redirect("/me", 303)


@blueprint.post("/me/sessions/end")
def sessions_end_sent() -> ResponseReturnValue:
    """Sign out one other browser, or all others."""
    session, actor, one = current_session(), current_actor(), request.form.get("session")
    if one:
        actions.end_session(session, actor, myself(), one)
        flash(_("That browser is signed out."), "success")
    else:
        ended = actions.end_all_sessions(session, actor, myself(), keep=g.get("session_id"))
        said = ngettext("Signed out everywhere else: {n} browser.", "Signed out everywhere else: {n} browsers.", ended)
        flash(said, "success")
    return redirect("/me#browsers", 303)


@blueprint.post("/me/tokens")
def token_sent() -> ResponseReturnValue:
    """Make an API token and show it, this once."""
    session, actor, scopes = current_session(), current_actor(), request.form.getlist("scopes")

    def make() -> str:
        name = request.form.get("token_name", "")
        made: str = actions.create_token(session, actor, myself(), name, scopes, _expiry())
        return made

    secret, found = attempt(make)
    errors = {"token_name" if field == "name" else field: words for field, words in found.items()}
    return _page("tokens", errors) if errors else _page(new_token=secret)


def _expiry() -> datetime | None:
    said = request.form.get("expires", "").strip()
    if not said:
        return None
    try:
        return zones.closing(datetime.strptime(said, "%Y-%m-%d").date(), reader_zone())
    except (ValueError, OverflowError) as error:
        words = _("Write a day such as 2027-01-31.")
        raise Invalid(
            "BAD_DAY",
            _("Expected a day, but {said} is none. {words}", said=repr(said[:20]), words=words),
            {"expires": words},
        ) from error


@blueprint.post("/me/tokens/<token_id>/revoke")
def token_revoke_sent(token_id: str) -> ResponseReturnValue:
    """End one of one's own tokens."""
    session = current_session()
    token = session.get(ApiToken, token_id)
    if token is None or token.person_id != current_actor().id:
        raise NotFound(_("this token"))
    actions.revoke_token(session, current_actor(), token)
    flash(_("The token is revoked. Programs that use it are locked out from now on."), "success")
    return redirect("/me#tokens", 303)
