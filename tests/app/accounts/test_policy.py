"""Who may administer whom."""

from __future__ import annotations

import pytest

from app.accounts import actions, queries
from app.accounts import policy as accounts
from app.accounts.actions import people as people_actions
from app.accounts.policy import Accounts
from app.administration import policy as administration
from app.administration.policy import Administration
from app.kernel import audit, policy
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.policy import ANONYMOUS, SYSTEM, Actor, Grant
from app.privacy import policy as privacy
from app.privacy.policy import Privacy
from app.sign_in import actions as sign_in
from app.sign_in import policy as sign_in_policy
from app.sign_in.policy import SignIn
from tests.factories import accounts as make

for rules in (accounts.RULES, sign_in_policy.RULES, administration.RULES, privacy.RULES):
    policy.register(rules)
NOBODY = Actor("x")
WORKER = Actor("w", grants=frozenset({Grant("worker")}))
LOCAL = Actor("l", grants=frozenset({Grant("admin", "north")}))
ADMIN = Actor("a", grants=frozenset({Grant("admin")}))


@pytest.mark.parametrize("permission", [*Accounts, *SignIn, *Administration, *Privacy])
def test_nobody_may_nothing_and_administrators_all(permission):
    assert not policy.allows(ANONYMOUS, permission, None) or permission is None
    assert policy.allows(ADMIN, permission, None)


@pytest.mark.parametrize(
    ("permission", "worker", "local"),
    [
        (Accounts.MANAGE_PEOPLE, False, False),
        (Accounts.MANAGE_GROUPS, False, False),
        (Administration.VIEW_AUDIT, False, False),
        (Accounts.ADMINISTER, False, True),
        (Accounts.VIEW_PERSON, True, True),
    ],
)
def test_table(permission, worker, local):
    assert (policy.allows(WORKER, permission, None), policy.allows(LOCAL, permission, None)) == (worker, local)


def test_local_administrators_stay_in_their_unit(session):
    north, south = make.unit(session, "North"), make.unit(session, "South")
    local = make.actor(session, "Lea Local", "admin", north)
    added = actions.add_person(session, local, "new@example.org", "New Person", "worker", north)
    for unit in (south, None):
        with pytest.raises(Forbidden):
            actions.give_role(session, local, added, "worker", unit)
        with pytest.raises(Forbidden):
            actions.add_person(session, local, "other@example.org", "Other Person", "worker", unit)
    for act in (sign_in.make_link, actions.deactivate, sign_in.end_all_sessions):
        with pytest.raises(Forbidden):
            act(session, local, added)
    with pytest.raises(Forbidden):
        actions.edit_person(session, local, added, name="Changed")


def test_handles_are_free_and_plain(session):
    first = actions.add_person(session, make.SYSTEM, "josé.ñuñez@example.org", "José", "worker")
    second = actions.add_person(session, make.SYSTEM, "jose.nunez@example.com", "José", "worker")
    assert (first.handle, second.handle) == ("jose.nunez", "jose.nunez2")


@pytest.mark.parametrize("email", ["", "anna", "a b@example.org", "<a@example.org>", "a@b@c"])
def test_bad_addresses_are_refused(session, email):
    with pytest.raises(Invalid) as refused:
        actions.add_person(session, make.SYSTEM, email, "Anna", "worker")
    assert "email" in refused.value.errors


def test_addresses_are_taken_whatever_their_capitals(session):
    actions.add_person(session, make.SYSTEM, "Anna@Example.org", "Anna", "worker")
    with pytest.raises(Conflict) as refused:
        actions.add_person(session, make.SYSTEM, "anna@example.ORG", "Anna", "worker")
    assert refused.value.code == "EMAIL_TAKEN"


def test_partner_units_make_outsiders(session):
    company = make.unit(session, "Printing Ltd", "partner")
    team = make.unit(session, "Press", "team", company)
    assert not make.actor(session, "Pia Partner", "worker", team).is_internal
    assert make.actor(session, "Anna Berg").is_internal
    assert queries.search(session, make.actor(session, "Paul Partner", "worker", team), "anna") == []


def test_holders_and_actors(session):
    north = make.unit(session, "North")
    boss, local = make.person(session, "Big Boss", "manager"), make.person(session, "Lea Local", "manager", north)
    assert queries.holders(session, "manager", unit_path="north/team") == {boss.id, local.id}
    assert queries.holders(session, "manager", unit_path="south") == {boss.id}
    boss.active = False
    session.flush()
    assert set(queries.actors(session, [boss.id, local.id])) == {local.id}
    assert queries.actor_for(session, boss).grants == frozenset()


def test_administrative_acts_are_recorded(session):
    north = make.unit(session, "North")
    anna = people_actions.add_person(session, make.SYSTEM, "anna@example.org", "Anna", "worker", north)
    actions.edit_person(session, make.SYSTEM, anna, name="Anna Berg")
    from sqlalchemy import select

    entries = session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.seq)).all()
    assert [e.kind for e in entries] == ["unit.added", "person.added", "role.given", "person.edited"]
    assert audit.verify(session) == []


def test_who_can_be_named_for_work_is_whose_name_one_may_know(session):
    printer, rival = (make.unit(session, name, "partner") for name in ("Printer", "Rival"))
    press, north = make.unit(session, "Press", "department", printer), make.unit(session, "North")
    units = (None, north, printer, press, rival)
    roles = [(role, unit) for role in ("worker", "manager", "guest") for unit in units]
    everybody = [make.actor(session, f"{role} {n}", role, unit) for n, (role, unit) in enumerate(roles)]
    make.actor(session, "Without a role", None)
    actions.deactivate(session, SYSTEM, make.person(session, "Gone", "worker", printer))
    session.flush()
    for actor in everybody:
        named = {one[0] for one in queries.people_to_choose(session, actor, queries.AT_WORK)}
        assert named == set(queries.people_shown(session, actor, [one.id for one in everybody])), actor.name
