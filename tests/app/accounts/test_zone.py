"""By whose clock people read and write: on their page, from their browser, by REST, by command, in their export."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.accounts.tables import Person
from app.kernel.policy import SYSTEM
from app.kernel.settings import BadSettings, load
from app.kernel.times import clock
from app.privacy.actions import anonymise
from app.privacy.export.archive import export_person
from app.sign_in.tables import ApiToken
from tests.factories import accounts
from tests.support.counting import count_statements

NOW = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)


def test_one_chooses_by_a_city_and_goes_back_to_the_organisation(session, app) -> None:
    app.settings = replace(app.settings, time_zone="Europe/Berlin")
    ann = accounts.person(session, "Ann")
    page, ann_id = accounts.signed_in(app, session, ann), ann.id
    session.commit()
    with clock.frozen(NOW):
        before = page.get("/me").text
        assert "30 November 2026, 00:30 Europe/Berlin" in before and 'data-zone-offer="/me/zone"' in before
        assert page.post("/me/zone", data={**accounts.CSRF, "zone": "new york"}).status_code == 303
        after = page.get("/me").text
        assert "29 November 2026, 18:30 America/New York" in after and 'value="America/New_York"' in after
        wrong = page.post("/me/zone", data={**accounts.CSRF, "zone": "Mars/Olympus"})
        assert (
            wrong.status_code == 422 and 'value="Mars/Olympus"' in wrong.text and "such as Europe/Berlin" in wrong.text
        )
        assert page.post("/me/zone", data={**accounts.CSRF, "zone": ""}).status_code == 303
        back = page.get("/me").text
        assert "00:30 Europe/Berlin" in back and "data-zone-offer" not in back
        assert "data-zone-offer" not in app.test_client().get("/signin").text
    session.expire_all()
    assert session.get(Person, ann_id).zone == ""


def test_the_zone_of_the_browser_counts_until_somebody_has_chosen(session, app) -> None:
    ann = accounts.person(session, "Ann")
    page, ann_id = accounts.signed_in(app, session, ann), ann.id
    session.commit()
    part = {"X-Fragment": "1"}

    def offer(zone: str) -> int:
        return page.post("/me/zone", data={**accounts.CSRF, "zone": zone}, headers=part).status_code

    def kept() -> str | None:
        session.expire_all()
        found = session.scalar(select(Person.zone).where(Person.id == ann_id))
        session.rollback()
        return found

    assert (offer("Mars/Olympus"), kept()) == (422, None)
    assert (offer("Asia/Kathmandu"), kept()) == (204, "Asia/Kathmandu")
    assert (offer("UTC"), kept()) == (204, "Asia/Kathmandu")
    page.post("/me/zone", data={**accounts.CSRF, "zone": ""})
    assert (offer("UTC"), kept()) == (204, "")


def test_by_rest(unit, client) -> None:
    with unit() as session:
        ann = accounts.person(session, "Ann")
        mine, reads = accounts.bearer(session, ann), accounts.bearer(session, ann, ("read",))
    assert client.get("/api/v1/me", headers=mine).json["zone"] is None
    changed = client.patch("/api/v1/me", json={"zone": "Pacific/Auckland"}, headers=mine)
    assert (changed.status_code, changed.json["zone"], changed.json["name"]) == (200, "Pacific/Auckland", "Ann")
    assert client.get("/api/v1/me", headers=mine).json["zone"] == "Pacific/Auckland"
    refused = client.patch("/api/v1/me", json={"zone": "localtime"}, headers=mine)
    assert (refused.status_code, refused.json["code"]) == (422, "BAD_ZONE") and refused.json["errors"]["zone"]
    assert client.patch("/api/v1/me", json={"zone": "UTC"}, headers=reads).status_code == 403
    assert client.patch("/api/v1/me", json={"name": "Eve"}, headers=mine).status_code == 422
    assert client.patch("/api/v1/me", json={"zone": None}, headers=mine).json["zone"] is None
    assert client.patch("/api/v1/me", json={"zone": "UTC"}).status_code == 401


def test_who_asks_comes_with_their_zone_in_one_statement(unit, client, database) -> None:
    with unit() as session:
        mine = accounts.bearer(session, accounts.person(session, "Ann"))
    client.patch("/api/v1/me", json={"zone": "Pacific/Auckland"}, headers=mine)
    with count_statements(database) as statements:
        client.get("/api/v1/me", headers=mine)
    assert len(statements) == 1


def test_the_export_tells_it_and_goes_by_it_and_it_leaves_with_the_name(session, app) -> None:
    with clock.frozen(NOW):
        ann = accounts.person(session, "Ann Arbor")
        ann.zone = "Asia/Kathmandu"
        accounts.token(session, ann)
        assert session.scalars(select(ApiToken)).one()
        with export_person(session, SYSTEM, ann) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
            (profile,) = json.loads(archive.read("profile.json"))
            tokens, index = archive.read("tokens.html").decode(), archive.read("index.html").decode()
        assert profile["zone"] == "Asia/Kathmandu" and "30 November 2026, 05:15 Asia/Kathmandu" in tokens
        assert "Written 30 November 2026, 05:15 Asia/Kathmandu." in index
        accounts.person(session, "Ida Admin", "admin")
        anonymise(session, SYSTEM, ann)
        assert ann.zone is None


def test_the_audit_log_is_read_by_ones_own_clock(session, app) -> None:
    with clock.frozen(NOW):
        ida = accounts.person(session, "Ida Admin", "admin")
        ida.zone = "Asia/Kathmandu"
        page = accounts.signed_in(app, session, ida)
        session.commit()
        shown = page.get("/admin/audit").text
    assert "When (Asia/Kathmandu)" in shown and "05:15:00<" in shown and "23:30:00<" not in shown


@pytest.mark.parametrize("zone", ["localtime", "Mars/Olympus", "../UTC"])
def test_the_organisation_has_a_zone_that_every_machine_knows(zone: str) -> None:
    with pytest.raises(BadSettings, match="STEPWELL_TIME_ZONE"):
        load({}, time_zone=zone)
