"""The pages of services: incidents for those who see to them, connectors, secrets and mail for administrators."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.cases import queries
from app.services import queries as services
from tests.app.services.conftest import Town, http, with_service
from tests.factories import accounts
from tests.support.servers import Target


def browser(town: Town, role: str) -> FlaskClient:
    with town.unit() as session:
        return accounts.signed_in(town.app, session, accounts.person(session, f"{role} Browser", role=role))


def send(client: FlaskClient, path: str, **data: object) -> tuple[int, str]:
    form = {**accounts.CSRF, **data}
    answer = client.post(path, data=form, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


def test_ops_find_an_incident_and_let_it_try_again(town: Town, http_target: Target) -> None:
    town.connect(http_target.url)
    town.process(with_service(http('stepwell:path="/${number}"')))
    case = town.start()
    other = town.start()
    town.work()
    ops = browser(town, "ops")
    assert "2 steps could not go on" in ops.get("/").get_data(as_text=True)
    assert "/incidents" in ops.get("/more").get_data(as_text=True)
    listed = ops.get("/incidents?process=p&kind=http").get_data(as_text=True)
    assert "A service did not answer well" in listed and case in listed
    assert case not in ops.get("/incidents?kind=script").get_data(as_text=True)
    with town.unit() as session:
        row = next(i for i in queries.incidents(session, town.ops).items if i.instance_id == case)
    page = ops.get(f"/incidents/{row.id}").get_data(as_text=True)
    assert "number" in page and "What was tried" in page
    status, text = send(ops, f"/incidents/{row.id}/retry", data="{not json")
    assert status == 422 and "{not json" in text
    status, text = send(ops, f"/incidents/{row.id}/retry", data='{"number": 5}')
    assert status == 200 and "being tried again" in text
    town.work()
    assert http_target.requests[-1]["path"] == "/5"
    shown = ops.get(f"/instances/{case}").get_data(as_text=True)
    assert "What services did" in shown and "GET was answered with 200" in shown
    status, text = send(ops, "/incidents/retry", process="p")
    assert status == 200 and "1 of 1 went on." in text
    town.work()
    assert town.case(other)[2] == 1


def test_others_see_no_incidents(town: Town) -> None:
    town.process(with_service(http('stepwell:path="/"')))
    town.start()
    town.work()
    with town.unit() as session:
        (row,) = queries.incidents(session, town.ops).items
    worker = browser(town, "worker")
    assert "Nothing is stuck" in worker.get("/incidents").get_data(as_text=True)
    assert worker.get(f"/incidents/{row.id}").status_code == 404
    assert send(worker, f"/incidents/{row.id}/retry")[0] == 404
    assert "could not go on" not in worker.get("/").get_data(as_text=True)
    for page in ("connectors", "secrets", "mail"):
        assert browser(town, "ops").get(f"/admin/{page}").status_code == 403
        assert send(worker, f"/admin/{page}" + ("/new" if page == "connectors" else ""))[0] == 403


def test_an_administrator_adds_changes_and_removes_a_connector(town: Town) -> None:
    admin = browser(town, "admin")
    given = {"name": "billing", "base_url": "https://billing.example/api", "methods": ["GET", "POST"],
             "headers": "X-Key: {{secret:KEY}}\n", "seconds": "7", "attempts": "4", "active": "1"}  # fmt: skip
    status, text = send(admin, "/admin/connectors/new", **{**given, "base_url": "ftp://x", "seconds": "900"})
    assert status == 422 and "Write an address" in text and "ftp://x" in text
    status, text = send(admin, "/admin/connectors/new", **{**given, "seconds": "9" * 5000})
    assert status == 422 and "Write a number from 1 to 60." in text
    status, text = send(admin, "/admin/connectors/new", **{**given, "headers": "X: ${data}"})
    assert status == 422 and "no expressions" in text
    status, text = send(admin, "/admin/connectors/new", **given)
    assert status == 200 and "billing.example" in text
    with town.unit() as session:
        (row,) = services.connectors(session)
        assert (row.methods, row.headers, row.seconds) == (["GET", "POST"], {"X-Key": "{{secret:KEY}}"}, 7)
    assert send(admin, "/admin/connectors/new", **given)[0] == 422
    page = admin.get(f"/admin/connectors/{row.id}").get_data(as_text=True)
    assert "{{secret:KEY}}" in page
    assert send(admin, f"/admin/connectors/{row.id}", **{**given, "methods": "DELETE"})[0] == 200
    assert "“billing” is removed" in send(admin, f"/admin/connectors/{row.id}", do="remove")[1]


def test_a_secret_is_written_and_never_shown(town: Town) -> None:
    admin = browser(town, "admin")
    status, text = send(admin, "/admin/secrets", name="KEY", value="hush-hush-1")
    assert status == 200 and "KEY" in text and "hush" not in text
    assert send(admin, "/admin/secrets", name="bad name", value="hush-hush-2")[0] == 422
    assert "hush" not in send(admin, "/admin/secrets", name="", value="hush-hush-3")[1]
    with town.unit() as session:
        (row,) = services.secrets(session)
        assert "hush" not in row.sealed
        assert services.values_of(session, ["KEY"], "any") == {"KEY": "hush-hush-1"}
    assert "hush" not in admin.get("/admin/audit").get_data(as_text=True)
    assert "forgotten" in send(admin, f"/admin/secrets/{row.id}/remove")[1]


def test_the_mail_policy(town: Town) -> None:
    admin = browser(town, "admin")
    assert "STEPWELL_SMTP_HOST" in admin.get("/admin/mail").get_data(as_text=True)
    status, text = send(admin, "/admin/mail", domains="example.org\nbad domain")
    assert status == 422 and "bad domain" in text
    assert send(admin, "/admin/mail", people="1", domains="example.org, partner.example")[0] == 200
    with town.unit() as session:
        found = services.mail_policy(session)
        assert (found.people, found.domains) == (True, ["example.org", "partner.example"])
