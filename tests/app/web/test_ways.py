"""The ways that are shown to somebody lead to pages that open for them."""

from __future__ import annotations

import pytest
from flask import url_for

from app.accounts import queries
from app.kernel.features import ADMINISTRATION, AROUND, links
from app.kernel.http.application import StepwellApp
from tests.factories import accounts

ROLES = ("worker", "manager", "ops", "admin", "guest")
PLACES = (None, ("North", "region"), ("Printer", "partner"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("place", PLACES, ids=["everywhere", "unit", "partner"])
def test_every_way_leads_to_a_page_that_opens(app: StepwellApp, unit, role, place) -> None:
    with unit() as session:
        where = accounts.unit(session, *place) if place else None
        person = accounts.person(session, "Somebody", role, where)
        client, actor = accounts.signed_in(app, session, person), queries.actor_for(session, person)
    with app.test_request_context():
        shown = [url_for(way.endpoint) for group in (AROUND, ADMINISTRATION) for way in links(app, actor, group)]
    assert {url: client.get(url).status_code for url in shown} == dict.fromkeys(shown, 200)
    if (role, place) == ("admin", None):
        assert "/admin/audit" in shown
