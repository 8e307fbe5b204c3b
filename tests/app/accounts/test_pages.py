"""Pages of people, in a browser without scripts."""

from __future__ import annotations

from tests.factories import accounts as make


def test_person_page_is_for_colleagues(app, house, unit):
    with unit() as session:
        partner = make.person(session, "Pia Partner", "worker", make.unit(session, "Printing Ltd", "partner"))
        outside = make.signed_in(app, session, partner)
    assert "Anna Berg" in house.admin.get(f"/people/{house.anna.id}").text
    assert outside.get(f"/people/{house.anna.id}").status_code == 404
    assert outside.get(f"/people/{partner.id}").status_code == 200
