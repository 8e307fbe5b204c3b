"""Administering people."""

from __future__ import annotations

import csv
import io
from typing import Any

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries
from app.accounts.pages.blueprint import blueprint
from app.accounts.pages.forms import attempt, first_url, next_url
from app.accounts.policy import Accounts
from app.accounts.tables import Person, RoleGrant
from app.administration import queries as lists
from app.administration.pages.frame import enter, show
from app.kernel.errors import Invalid, NotFound
from app.kernel.http.application import current_actor, current_session, local_target, stepwell
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _, ngettext
from app.kernel.pages.fingerprints import fingerprint
from app.kernel.pages.spreadsheet import BOM, inert
from app.kernel.policy import ROLES
from app.kernel.times import clock
from app.sign_in import actions as sign_in
from app.sign_in.actions.passwords import new_link
from app.sign_in.queries import sessions_of, tokens_of


def _wanted() -> lists.PeopleFilter:
    args = request.args
    return lists.PeopleFilter(
        args.get("q", ""), args.get("role", ""), args.get("unit", ""), args.get("state", "active")
    )


def _person(person_id: str) -> Person:
    found = current_session().get(Person, person_id)
    if found is None:
        raise NotFound(_("this person"))
    return found


@blueprint.get("/admin/people")
def admin_people() -> ResponseReturnValue:
    """List people, filtered by the address."""
    enter()
    session, wanted = current_session(), _wanted()
    found = lists.people_page(session, wanted, request.args.get("cursor"))
    return show(
        "people", "people.html", wanted=wanted, found=found, next_url=next_url(found.next), first_url=first_url(),
        grants=lists.grants_of(session, [p.id for p in found.items]), units=queries.units(session), roles=ROLES,
    )  # fmt: skip


@blueprint.get("/admin/people.csv")
def admin_people_csv() -> ResponseReturnValue:
    """Give the filtered people as a table for spreadsheets."""
    enter(Accounts.MANAGE_PEOPLE)
    session = current_session()
    people = list(session.scalars(lists.people_matching(_wanted()).order_by(Person.name, Person.id)))
    grants = lists.grants_of(session, [p.id for p in people])
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["name", "email", "handle", "active", "roles"])
    for p in people:
        held = "; ".join(f"{g.role} {g.unit.path if g.unit else '*'}" for g in grants.get(p.id, []))
        table.writerow([inert(text) for text in (p.name, p.email, p.handle, "yes" if p.active else "no", held)])
    return Response(
        BOM + out.getvalue(), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": "attachment; filename=people.csv"},
    )  # fmt: skip


@blueprint.route("/admin/people/new", methods=["GET", "POST"])
def admin_person_new() -> ResponseReturnValue:
    """Add a person and give the link with which they choose a password."""
    enter()
    session, sent = current_session(), request.form
    errors: dict[str, str] = {}
    if request.method == "POST":
        add = lambda: actions.add_person(  # noqa: E731
            session,
            current_actor(),
            sent.get("email", ""),
            sent.get("name", ""),
            sent.get("role", ""),
            sent.get("unit"),
        )
        person, errors = attempt(add)
        if not errors:
            return _link_page(person, "added")
    return show("people", "person_new.html", errors, typed=sent, roles=ROLES, units=queries.units(session))


@blueprint.get("/admin/people/<person_id>")
def admin_person(person_id: str) -> ResponseReturnValue:
    """Show what one can administer about a person."""
    enter()
    return _person_page(_person(person_id))


def _person_page(person: Person, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    session = current_session()
    grants, groups = queries.memberships(session, person.id)
    shown = fingerprint(person.name, person.handle, person.email)
    return show(
        "people", "person.html", errors, person=person, grants=grants, seen=shown, groups=groups, roles=ROLES,
        typed=request.form if errors else {}, units=queries.units(session), tokens=tokens_of(session, person.id),
        sessions=sessions_of(session, person.id, clock.now()),
    )  # fmt: skip


@blueprint.post("/admin/people/<person_id>")
def admin_person_sent(person_id: str) -> ResponseReturnValue:
    """Change name, handle or e-mail address."""
    enter(Accounts.MANAGE_PEOPLE)
    person = _person(person_id)
    sent = {field: request.form.get(field, "") for field in ("name", "handle", "email")}

    def edit() -> None:
        seen(fingerprint(person.name, person.handle, person.email))
        actions.edit_person(current_session(), current_actor(), person, **sent)

    _made, errors = attempt(edit)
    if errors:
        return _person_page(person, errors)
    flash(_("Saved."), "success")
    return redirect(f"/admin/people/{person.id}", 303)


@blueprint.post("/admin/people/<person_id>/roles")
def admin_person_role_sent(person_id: str) -> ResponseReturnValue:
    """Give a role, or take one."""
    enter()
    session, person, sent = current_session(), _person(person_id), request.form

    def change() -> Any:
        if "take" in sent:
            given = session.get(RoleGrant, sent["take"])
            return actions.take_role(session, current_actor(), given) if given else None
        unit = queries.find_unit(session, sent.get("unit"))
        return actions.give_role(session, current_actor(), person, sent.get("role", ""), unit)

    _made, errors = attempt(change)
    if errors:
        return _person_page(person, errors)
    return redirect(f"/admin/people/{person.id}#roles", 303)


@blueprint.post("/admin/people/<person_id>/link")
def admin_person_link_sent(person_id: str) -> ResponseReturnValue:
    """Make a new link with which the person chooses a password."""
    return _link_page(_person(person_id), "link")


def _link_page(person: Person, why: str) -> ResponseReturnValue:
    make = new_link if why == "added" else sign_in.make_link
    secret = make(current_session(), current_actor(), person)
    base = stepwell().settings.base_url.rstrip("/") or request.host_url.rstrip("/")
    return show("people", "person_link.html", person=person, link=f"{base}/welcome/{secret}", why=why)


@blueprint.post("/admin/people/bulk")
def admin_people_bulk_sent() -> ResponseReturnValue:
    """Let the chosen people leave or come back, end their sessions, or try mail to them again."""
    enter(Accounts.MANAGE_PEOPLE)
    session, actor, chosen = current_session(), current_actor(), request.form.getlist("person")
    acts = {
        "deactivate": actions.deactivate, "reactivate": actions.reactivate, "end": sign_in.end_all_sessions,
        "mail": actions.try_mail_again,
    }  # fmt: skip
    act = acts.get(request.form.get("do", ""))
    if act is None or not chosen:
        raise Invalid(
            "NOBODY_CHOSEN",
            _("Expected people and what to do with them, but nobody is chosen. Tick some boxes."),
            for_people=_("Nobody is chosen yet. Tick some boxes first."),
        )
    people = queries.people(session, chosen)
    for person in people.values():
        act(session, actor, person)
    flash(ngettext("Done for {n} person.", "Done for {n} people.", len(people)), "success")
    return redirect(local_target(request.form.get("back"), "/admin/people"), 303)
