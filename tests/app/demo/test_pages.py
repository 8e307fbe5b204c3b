"""The pages that only the demo has: people to become, their mails; nowhere else is any of it there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app, demo
from app.commands.demo import settings_of_demo
from app.demo import build, organisation
from app.demo.cases import WHO
from app.demo.cast import COMMON
from app.demo.marketing import MARKETING
from app.demo.marketing.people import VISITOR
from app.demo.pages.personas import PERSONAS
from app.kernel import audit, features
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import StepwellApp
from app.kernel.mail import Mail, folder, send
from app.kernel.policy import SYSTEM
from app.kernel.settings import Settings
from app.kernel.subject import Subject

pytestmark = pytest.mark.databases("sqlite")
NORA, PAVEL = WHO["Nora Lindqvist"].email, WHO["Pavel Papyr"].email
PAGES = ("/demo/people", "/demo/mail", "/demo/tour", "/demo/tour/1", "/demo/mail/x", "/demo/mail/x/written")


@pytest.fixture
def mails(tmp_path: Path) -> Settings:
    return Settings(mail_folder=str(tmp_path / "mails"), mail_from="stepwell@brightwater.example", base_url="http://x")


@pytest.fixture
def served(settings: Settings, database: Database, mails: Settings) -> StepwellApp:
    """Give the application of the demo on the organisation without its history."""
    app = create_app(replace(settings, mail_folder=mails.mail_folder), database)
    features.add(app, demo.feature())
    with unit_of_work(database) as session:
        organisation.found(session, (MARKETING,))
        organisation.welcome(session, WHO[VISITOR])
        audit.record(session, SYSTEM, build.BUILT, Subject("organisation"), {"finished": 0, "running": 0})
    return app


@contextmanager
def browser(app: StepwellApp) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def csrf(client: FlaskClient, page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(page).text)
    assert found is not None
    return found[1]


def become(client: FlaskClient, email: str, page: str = "/signin") -> int:
    return client.post("/demo/become", data={"person": email, "csrf": csrf(client, page)}).status_code


def test_each_of_the_people_is_one_click_away(served: StepwellApp) -> None:
    names = {part.name for part in (*COMMON, *MARKETING.cast)}
    here = [one for one in PERSONAS if one.name in names]
    with browser(served) as client:
        signing_in = client.get("/signin").text
        assert {one.email for one in PERSONAS if f'value="{one.email}"' in signing_in} == {one.email for one in here}
        page = "/signin"
        for one in here:
            assert become(client, one.email, page) == 303
            home, page = client.get("/").text, "/demo/people"
            assert f"You are {one.name} now." in home
            assert page in home
            assert f'value="{one.email}"' not in client.get(page).text


def test_nobody_becomes_somebody_without_a_form_or_beyond_the_cast(served: StepwellApp) -> None:
    with browser(served) as client:
        assert client.post("/demo/become", data={"person": NORA}).status_code == 403
        assert become(client, "somebody@elsewhere.example") == 404
        assert client.get("/work").status_code == 303


def test_one_place_begins_the_tour_so_often_a_minute(served: StepwellApp, settings: Settings) -> None:
    app = create_app(replace(settings, rate_limits=True), served.database)
    features.add(app, demo.feature())
    client = app.test_client()
    sent = {"csrf": csrf(client, "/demo/tour"), "stop": "nowhere"}

    def ask(address: str) -> int:
        return client.post("/demo/tour", data=sent, environ_overrides={"REMOTE_ADDR": address}).status_code

    assert [ask("203.0.113.7") for _ in range(121)] == [404] * 120 + [429]
    assert ask("203.0.113.8") == 404


def test_another_organisation_has_none_of_it(
    settings: Settings, database: Database, served: StepwellApp, tmp_path: Path
) -> None:
    """Neither where the demo's data are served as any other, nor where the demo's program finds other data."""
    with browser(create_app(settings, database)) as client:
        token = csrf(client, "/signin")
        assert "/demo/" not in client.get("/signin").text
        client.post("/signin", data={"email": NORA, "password": "brightwater", "csrf": token})
        assert "/demo/" not in client.get("/").text
        assert [client.get(page).status_code for page in PAGES] == [404] * len(PAGES)
        for page in ("/demo/become", "/demo/tour", "/demo/tour/end"):
            assert client.post(page, data={"person": PAVEL, "csrf": csrf(client, "/me")}).status_code == 404
    other = create_app(replace(settings, data=tmp_path / "other", database_url=""))
    features.add(other, demo.feature())
    with browser(other) as client:
        assert [client.get(page).status_code for page in PAGES] == [404] * len(PAGES)


def test_mails_are_kept_and_read_where_nothing_of_them_runs(served: StepwellApp, mails: Settings) -> None:
    html = "<p>Hello <b>Nora</b></p><script>alert(1)</script>"
    send(mails, Mail(to=NORA, name="Nora Lindqvist", subject="A <vote> closes", text="Vote now.\n", html=html))
    send(mails, Mail(to=PAVEL, subject="Parcels", text="Three parcels.\n"))
    with browser(served) as client:
        become(client, NORA)
        mine = client.get("/demo/mail").text
        assert "A &lt;vote&gt; closes" in mine
        assert "Parcels" not in mine
        assert "Parcels" in client.get("/demo/mail?to=").text
        [page] = re.findall(r'href="(/demo/mail/[^"?]+)"', mine)
        shown = client.get(page)
        assert "Vote now." in shown.text
        assert "<script>alert" not in shown.text
        assert "frame-src 'self'" in shown.headers["Content-Security-Policy"]
        written = client.get(f"{page}/written")
        assert "<b>Nora</b>" in written.text
        assert "sandbox" in written.headers["Content-Security-Policy"]
        assert "script-src" not in written.headers["Content-Security-Policy"]
        assert client.get("/demo/mail/../stepwell.db").status_code == 404


def test_only_the_newest_mails_are_kept(mails: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "KEPT", 3)
    for number in range(5):
        send(mails, Mail(to=NORA, subject=f"Mail {number}", text="Hi"))
    assert [message["Subject"] for _, message in folder.kept(Path(mails.mail_folder))] == ["Mail 4", "Mail 3", "Mail 2"]


def test_letters_of_others_in_the_folder_are_left_alone(mails: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "KEPT", 1)
    place = Path(mails.mail_folder)
    place.mkdir()
    (place / "2019-from-home.eml").write_text("Subject: Keep me\n\n")
    for number in range(2):
        send(mails, Mail(to=NORA, subject=f"Mail {number}", text="Hi"))
    assert [message["Subject"] for _, message in folder.kept(place)] == ["Mail 1"]
    assert folder.read(place, "2019-from-home") is None
    assert len(list(place.iterdir())) == 2


def test_the_command_keeps_mails_whatever_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPWELL_SMTP_HOST", "mail.example")
    found = settings_of_demo(tmp_path, "http://127.0.0.1:1")
    assert (found.smtp_host, found.base_url, found.mails_links) == ("", "http://127.0.0.1:1", True)
    assert Path(found.mail_folder).parent == tmp_path
    monkeypatch.setenv("STEPWELL_BASE_URL", "https://demo.example")
    assert settings_of_demo(tmp_path, "http://127.0.0.1:1").base_url == "https://demo.example"
