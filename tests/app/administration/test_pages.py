"""The administration, in a browser without scripts."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.accounts import actions, queries
from app.accounts.actions.mail import note_refused
from app.accounts.tables import PeopleGroup, Person, RoleGrant, Unit
from app.kernel import audit
from app.kernel.subject import Subject
from tests.factories import accounts as make
from tests.factories.accounts import post
from tests.support.counting import count_statements

ADMIN_PAGES = ["/admin/people", "/admin/people/new", "/admin/units", "/admin/roles", "/admin/groups", "/admin/audit"]


@pytest.mark.parametrize("url", [*ADMIN_PAGES, "/admin/people.csv", "/admin/audit?check=1"])
def test_administration_is_for_administrators(house, url):
    assert house.admin.get(url).status_code == 200
    assert house.worker.get(url).status_code == 403


def test_add_a_person_who_then_chooses_a_password(app, house, unit):
    typed = {"name": "Tom Okafor", "email": "tom@example.org", "role": "manager", "unit": "north"}
    refused = post(house.admin, "/admin/people/new", **{**typed, "email": house.anna.email})
    assert refused.status_code == 422 and "Tom Okafor" in refused.text and "is here already" in refused.text
    page = post(house.admin, "/admin/people/new", **typed)
    link = re.search(r"/welcome/[\w-]+", page.text).group()
    new = app.test_client()
    welcome = new.get(link)
    assert "Welcome, Tom Okafor" in welcome.text and welcome.headers["Referrer-Policy"] == "same-origin"
    with new.session_transaction() as cookie:
        csrf = cookie["csrf"]
    assert new.post(link, data={"csrf": csrf, "password": "short"}).status_code == 422
    assert new.post(link, data={"csrf": csrf, "password": make.PASSWORD}).status_code == 303
    assert new.get("/api/v1/me").json["roles"] == [{"role": "manager", "unit": "north"}]
    assert app.test_client().get(link).status_code == 404


def test_deactivation_ends_sessions_and_tokens(app, house, unit):
    with unit() as session:
        headers = make.bearer(session, house.anna)
    bulk = {"person": house.anna.id, "do": "deactivate", "back": "/admin/people"}
    assert post(house.admin, "/admin/people/bulk", **bulk).status_code == 303
    assert house.worker.get("/api/v1/me").status_code == 401
    assert app.test_client().get("/api/v1/me", headers=headers).status_code == 401
    assert "Anna Berg" not in house.admin.get("/admin/people").text
    assert "Anna Berg" in house.admin.get("/admin/people?state=inactive").text
    post(house.admin, "/admin/people/bulk", **{**bulk, "do": "reactivate"})
    with unit() as session:
        assert session.get(Person, house.anna.id).active
        kinds = [e.kind for e in session.scalars(select(audit.AuditEntry))]
        assert {"person.deactivated", "person.reactivated"} <= set(kinds) and audit.verify(session) == []


def test_the_last_administrator_stays(house, unit):
    leave = post(house.admin, "/admin/people/bulk", person=house.ines.id, do="deactivate")
    assert leave.status_code == 409 and "administrator to remain" in leave.text
    with unit() as session:
        given = session.scalar(select(RoleGrant.id).where(RoleGrant.role == "admin"))
    assert post(house.admin, f"/admin/people/{house.ines.id}/roles", take=given).status_code == 422


def test_roles_come_and_go(house, unit):
    url = f"/admin/people/{house.anna.id}/roles"
    assert post(house.admin, url, role="manager", unit="north").status_code == 303
    with unit() as session:
        actor = queries.actor_for(session, house.anna)
        assert actor.has_in("north/team", "manager") and not actor.has_in("", "manager")
        given = session.scalar(select(RoleGrant.id).where(RoleGrant.role == "manager"))
    assert post(house.admin, url, take=given).status_code == 303
    with unit() as session:
        assert not queries.actor_for(session, house.anna).has("manager")
    assert post(house.admin, "/admin/roles", email="no@example.org", role="ops").status_code == 422
    assert post(house.admin, "/admin/roles", email=house.anna.email, role="ops").status_code == 303
    assert "Ops" in house.admin.get("/admin/roles?role=ops").text


def test_units_grow_and_are_pruned(house, unit):
    assert post(house.admin, "/admin/units", name="Print shop", kind="partner", parent="north").status_code == 303
    with unit() as session:
        shop = session.scalar(select(Unit).where(Unit.name == "Print shop"))
        assert (shop.path, shop.partner) == ("north/print-shop", True)
    assert post(house.admin, f"/admin/units/{house.north.id}", do="remove").status_code == 422
    assert post(house.admin, f"/admin/units/{shop.id}", name="Printers").status_code == 303
    assert post(house.admin, f"/admin/units/{shop.id}", do="remove").status_code == 303
    assert "Printers" not in house.admin.get("/admin/units").text
    assert post(house.admin, "/admin/units", name="", kind="region").status_code == 422


def test_groups(house, unit):
    assert post(house.admin, "/admin/groups", name="First aiders").status_code == 303
    assert post(house.admin, "/admin/groups", name="First aiders").status_code == 422
    with unit() as session:
        group = session.scalar(select(PeopleGroup))
    assert post(house.admin, f"/admin/groups/{group.id}", email=house.anna.email).status_code == 303
    with unit() as session:
        assert queries.actor_for(session, house.anna).groups == {group.id}
    assert post(house.admin, f"/admin/groups/{group.id}", leave=house.anna.id).status_code == 303
    assert post(house.admin, f"/admin/groups/{group.id}", do="remove").status_code == 303
    assert "No groups yet" in house.admin.get("/admin/groups").text


def test_audit_log_is_filtered_and_checked(house):
    page = house.admin.get("/admin/audit?kind=person.added&check=1")
    assert "The log is whole" in page.text and "Anna Berg</a>" in page.text and "added the unit “North" not in page.text


def test_an_entry_of_the_log_is_shown_as_it_was_written(house, unit):
    with unit() as session:
        entry = session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.kind == "person.added")).first()
    page = house.admin.get(f"/admin/audit/{entry.seq}")
    assert page.status_code == 200 and entry.hash in page.text and entry.subject in page.text
    assert f"/admin/audit?subject={quote(entry.subject)}" in page.text
    assert house.admin.get("/admin/audit/999999").status_code == 404


def test_all_that_was_done_to_one_thing_is_found_by_its_name_of_today_and_of_earlier_releases(house, unit):
    with unit() as session:
        said = {"reason": "", "what": "one case"}
        for subject in (Subject("01CASE"), Subject.of("instance", "01CASE"), Subject.of("comment", "01CASE")):
            audit.record(session, make.SYSTEM, "instance.suspended", subject, said)
        seqs = {entry.subject: str(entry.seq) for entry in session.scalars(select(audit.AuditEntry))}
    both = {seqs["01CASE"], seqs["instance:01CASE"]}
    for asked, found in {
        "01CASE": both, "instance:01CASE": both, "comment:01CASE": {seqs["comment:01CASE"]}, "person:01CASE": set(),
    }.items():  # fmt: skip
        page = house.admin.get("/admin/audit", query_string={"subject": asked}).text
        assert set(re.findall(r'href="/admin/audit/(\d+)"', page)) == found, asked


def test_the_log_offers_every_kind_in_words(house):
    page = house.admin.get("/admin/audit?kind=person.").text
    assert '<option value="person." selected>person.</option>' in page
    assert '<option value="role.given">gave … the role …</option>' in page


def test_lists_need_the_same_statements_for_any_number(house, unit, database):
    def statements():
        with count_statements(database) as counted:
            for url in ("/admin/people", "/admin/roles", "/admin/units", "/admin/groups", "/admin/audit"):
                assert house.admin.get(url).status_code == 200
        return len(counted)

    def added(group, *numbers):
        with unit() as session:
            for number in numbers:
                person = make.person(session, f"Person Number{number}", "worker", house.north)
                actions.join_group(session, make.SYSTEM, session.merge(group), person)

    with unit() as session:
        group = actions.make_group(session, make.SYSTEM, "Many")
    added(group, 0)
    few = statements()
    added(group, *range(1, 20))
    assert statements() == few


def test_export_is_harmless_in_spreadsheets(house, unit):
    with unit() as session:
        actions.add_person(session, make.SYSTEM, "x@example.org", "=HYPERLINK(1)", "worker")
    answer = house.admin.get("/admin/people.csv")
    assert answer.data.startswith(b"\xef\xbb\xbfname,")
    assert "'=HYPERLINK" in answer.text and "\n=HYPERLINK" not in answer.text


def test_who_gets_no_mail_sees_why_and_has_it_tried_again(house, unit):
    def refuse():
        with unit() as session:
            note_refused(session, house.anna.email, "the mail server said 550 5.1.1 <unknown>")

    refuse()
    assert "550 5.1.1 &lt;unknown&gt;" in house.worker.get("/me").text
    assert "mail refused" in house.worker.get("/notices").text
    assert post(house.worker, "/me/mail").status_code == 303
    assert "5.1.1" not in house.worker.get("/me").text and "mail refused" not in house.worker.get("/notices").text
    refuse()
    listed = house.admin.get("/admin/people?state=refused").text
    assert "Anna Berg" in listed and "Try mail again" in listed
    assert "550 5.1.1 &lt;unknown&gt;" in house.admin.get(f"/admin/people/{house.anna.id}").text
    assert post(house.admin, "/admin/people/bulk", do="mail", person=house.anna.id).status_code == 303
    assert "Nobody found" in house.admin.get("/admin/people?state=refused").text


def test_an_address_that_nobody_can_write_to_is_not_taken(house):
    for email in ("anna@" + "x" * 70 + "ö.example", "an\u200bna@example.org"):
        page = post(house.admin, "/admin/people/new", email=email, name="Anna", role="worker", unit="")
        assert page.status_code == 422 and "Write an e-mail address" in page.text
