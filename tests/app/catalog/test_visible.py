"""Who sees which process: the condition in SQL and the rule in Python say the same."""

from __future__ import annotations

import itertools

from sqlalchemy import select

from app.catalog import queries
from app.catalog.policy import sees
from app.catalog.tables import Process
from app.kernel.policy import ANONYMOUS, SYSTEM
from tests.factories import accounts, catalog, models


def test_condition_and_rule_agree_for_everybody(session):
    north = accounts.unit(session, "North")
    team = accounts.unit(session, "Team_", "team", north)
    other = accounts.unit(session, "TeamX", "team", north)
    partner = accounts.unit(session, "Printer", "partner")
    chief = accounts.actor(session, "Chief", "admin")
    xml = models.linear("A")
    units = (None, north, team, other, partner)
    for unit, visibility, public in itertools.product(units, ("organisation", "unit"), (False, True)):
        catalog.process(session, chief, xml, unit=unit, visibility=visibility, public_start=public)
    mine = accounts.actor(session, "Mine", "worker", team)
    catalog.process(session, mine, xml, unit=team, visibility="unit")
    actors = [
        SYSTEM, ANONYMOUS, chief, mine, accounts.actor(session, "None", None),
        *(
            accounts.actor(session, f"The {role}", role, unit)
            for role in ("worker", "manager", "guest")
            for unit in (None, north, team, partner)
        ),
    ]  # fmt: skip
    everything = list(session.scalars(select(Process)))
    for actor in actors:
        found = set(session.scalars(select(Process.id).where(queries.visible(actor))))
        assert found == {process.id for process in everything if sees(actor, process)}, actor


def test_what_partners_and_guests_see(session):
    north, printer = accounts.unit(session, "North"), accounts.unit(session, "Printer", "partner")
    chief = accounts.actor(session, "Chief", "admin")
    ours = catalog.process(session, chief)
    theirs = catalog.process(session, chief, unit=printer)
    opened = catalog.process(session, chief, public_start=True)
    secret = catalog.process(session, chief, unit=north, visibility="unit")
    seen = lambda actor: {p.id for p in session.scalars(select(Process).where(queries.visible(actor)))}  # noqa: E731
    assert seen(accounts.actor(session, "Paula", "worker", printer)) == {theirs.id, opened.id}
    assert seen(accounts.actor(session, "Gus", "guest")) == {opened.id}
    assert seen(accounts.actor(session, "Nora", "worker", north)) == {ours.id, theirs.id, opened.id, secret.id}
    assert seen(ANONYMOUS) == {opened.id}


def test_search_stays_within_what_one_sees(session):
    north = accounts.unit(session, "North")
    chief = accounts.actor(session, "Chief", "admin")
    xml = models.linear("Straße prüfen")
    catalog.process(session, chief, xml, title="100 % Übergabe", unit=north, visibility="unit")
    catalog.process(session, chief, models.linear("Other"), title="1000 things")
    stranger = accounts.actor(session, "Sam", "worker", accounts.unit(session, "South"))
    titles = lambda actor, q: [p.title for p in queries.processes_like(session, actor, q, 10)]  # noqa: E731
    assert titles(chief, "ÜBERGABE") == ["100 % Übergabe"] and titles(chief, "0 %") == ["100 % Übergabe"]
    assert titles(stranger, "übergabe") == [] and titles(chief, "_") == []
    steps = lambda actor, q: [s.name for s, _ in queries.steps_like(session, actor, q, 10)]  # noqa: E731
    assert steps(chief, "STRASSE") == ["Straße prüfen"] and steps(stranger, "straße") == []
    assert steps(chief, "a\x00b") == [] and steps(chief, "' OR 1=1 --") == []
    assert queries.public_process(session, "nowhere") is None


def test_outsiders_are_not_told_who_answers_for_a_public_process(app, unit):
    with unit() as session:
        north = accounts.unit(session, "North Mills")
        owner = accounts.actor(session, "Olga Owner", "manager", north)
        catalog.process(session, owner, key="order", title="Order cards", unit=north, public_start=True)
        printer = accounts.unit(session, "Printer", "partner")
        people = [accounts.person(session, "Nora", unit=north), accounts.person(session, "Paula", unit=printer)]
        inside, outside = (accounts.signed_in(app, session, one) for one in people)
        ours, theirs = (accounts.bearer(session, one) for one in people)
        owner_id, path = owner.id, north.path
    program = app.test_client()
    for url in ("/api/v1/processes/order", "/api/v1/processes"):
        told = [program.get(url, headers=headers).get_json() for headers in (ours, theirs)]
        whole, little = (one.get("items", [one])[0] for one in told)
        assert (whole["owner"], whole["unit"]) == (owner_id, path)
        assert (little["owner"], little["unit"]) == (None, None) and little.keys() == whole.keys()
    for url in ("/processes", "/processes?view=table", "/processes/order"):
        assert "Olga Owner" in inside.get(url).text, url
        page = outside.get(url).text
        assert "Order cards" in page and "Olga" not in page and "North Mills" not in page, url
    assert "Order cards" in inside.get(f"/processes?unit={path}").text
    assert "Order cards" not in outside.get(f"/processes?unit={path}").text, "nor by asking for it"
