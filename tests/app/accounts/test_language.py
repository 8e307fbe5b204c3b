"""In which language people read: what they chose, what their browser asks for, what the organisation speaks."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import select

from app import create_app
from app.accounts import queries
from app.accounts.tables import Person
from app.kernel import jobs
from app.kernel.db.database_settings import configure
from app.kernel.i18n import _, one_of
from app.kernel.i18n.languages import LANGUAGES, speaking
from app.kernel.policy import SYSTEM
from app.kernel.settings import BadSettings, load
from app.privacy.actions import anonymise
from app.privacy.export.archive import _AUDIT, export_person
from app.privacy.export.columns import HEADINGS
from app.privacy.personal_data import sections
from tests.factories import accounts

GERMAN, ENGLISH = {"Accept-Language": "de-CH, en;q=0.5"}, {"Accept-Language": "en"}


def spoken(answer) -> str:
    """Give the language of an answer, of which its headers and the page say the same."""
    assert "Accept-Language" in answer.headers["Vary"]
    language = answer.headers["Content-Language"]
    if answer.mimetype == "text/html":
        assert f'<html lang="{language}"' in answer.text
    return language


@pytest.fixture
def ann(app, unit):
    """Give the id of a person, and a browser in which they are signed in."""
    with unit() as session:
        person = accounts.person(session, "Ann")
        return person.id, accounts.signed_in(app, session, person)


def test_one_chooses_on_ones_page_and_goes_back_to_the_browser(app, unit, ann) -> None:
    person_id, page = ann
    assert spoken(page.get("/me", headers=GERMAN)) == "de" and spoken(page.get("/me", headers=ENGLISH)) == "en"
    chosen = page.post("/me/language", data={**accounts.CSRF, "language": "de"}, headers=ENGLISH)
    assert (chosen.status_code, chosen.location) == (303, "/me#language")
    own = page.get("/me", headers=ENGLISH)
    assert spoken(own) == "de" and '<option value="de" selected' in own.text
    for words in ("Welche Sprache lesen Sie?", "Zeitzone", "Mitarbeit in allen Bereichen", "Passwort ändern"):
        assert words in own.text
    assert "Gespeichert. Seiten und E-Mails sind jetzt in dieser Sprache." in own.text
    wrong = page.post("/me/language", data={**accounts.CSRF, "language": "tlh"}, headers=ENGLISH)
    with speaking("de"):
        choose = str(_("Choose one of {languages}.", languages=one_of(LANGUAGES)))
    assert wrong.status_code == 422 and choose in wrong.text
    assert page.post("/me/language", data={**accounts.CSRF, "language": ""}).status_code == 303
    assert spoken(page.get("/me", headers=ENGLISH)) == "en" and spoken(page.get("/me", headers=GERMAN)) == "de"
    with unit() as session:
        assert session.get_one(Person, person_id).language is None


def test_by_rest(unit, client) -> None:
    with unit() as session:
        ann = accounts.person(session, "Ann")
        mine, reads = accounts.bearer(session, ann), accounts.bearer(session, ann, ("read",))
    assert client.get("/api/v1/me", headers=mine).json["language"] is None
    changed = client.patch("/api/v1/me", json={"language": "de"}, headers=mine)
    assert (changed.status_code, changed.json["language"], changed.json["name"]) == (200, "de", "Ann")
    kept = client.get("/api/v1/me", headers=mine | ENGLISH)
    assert kept.json["language"] == "de" and spoken(kept) == "de"
    for unknown in ("tlh", "DE", "x" * 17):
        refused = client.patch("/api/v1/me", json={"language": unknown}, headers=mine | ENGLISH)
        assert refused.status_code == 422 and "language" in json.dumps(refused.json["errors"]), unknown
    assert client.patch("/api/v1/me", json={"language": 7}, headers=mine).status_code == 422
    assert client.patch("/api/v1/me", json={"language": "en"}, headers=reads).status_code == 403
    assert client.patch("/api/v1/me", json={"language": None}, headers=mine).json["language"] is None
    assert spoken(client.get("/api/v1/me", headers=mine | ENGLISH)) == "en"


def test_programs_ask_for_a_language(unit, client) -> None:
    with unit() as session:
        mine = accounts.bearer(session, accounts.person(session, "Ann"))
    asked = {"de": "de", "de-AT;q=0.9, en;q=0.8": "de", "nl, de;q=0.2": "de", "nl": "en", "en-XA": "en-XA", "": "en"}
    asked |= {"es-AR": "es", "fr-CA": "fr"}
    for wanted, expected in asked.items():
        answer = client.get("/api/v1/people/unknown", headers=mine | {"Accept-Language": wanted})
        assert (answer.status_code, spoken(answer)) == (404, expected), wanted
    german = client.patch("/api/v1/me", json={"zone": "Mars"}, headers=mine | {"Accept-Language": "de"}).json
    assert german["errors"]["zone"].startswith("Geben Sie Region und Stadt ein") and german["code"] == "BAD_ZONE"
    assert german["detail"].startswith("Erwartet wurde eine Zeitzone, aber 'Mars' ist keine.")


def test_who_asks_for_nothing_reads_what_the_organisation_speaks(settings, database, unit) -> None:
    german = create_app(replace(settings, language="de"), database)
    try:
        with unit() as session:
            ann = accounts.person(session, "Ann")
            mine = accounts.bearer(session, ann)
            assert queries.language_written_to(session, ann.id) == "de"
        client = german.test_client()
        assert spoken(client.get("/api/v1/me", headers=mine)) == "de"
        assert spoken(client.get("/api/v1/me", headers=mine | {"Accept-Language": "nl"})) == "de"
        assert spoken(client.get("/api/v1/me", headers=mine | ENGLISH)) == "en"
        page = client.get("/signin")
        assert spoken(page) == "de" and "Passwort vergessen?" in page.text
    finally:
        configure(database, settings)


def test_signing_in_remembers_what_the_browser_asks_for(app, unit) -> None:
    with unit() as session:
        ann = accounts.person(session, "Ann", password=True)
        email, person_id = ann.email, ann.id
    for asked, kept in ((GERMAN, "de"), ({"Accept-Language": "nl"}, None), (GERMAN, "de"), (ENGLISH, "en")):
        client = app.test_client()
        client.get("/signin", headers=asked)
        with client.session_transaction() as cookie:
            csrf = cookie["csrf"]
        sent = {"csrf": csrf, "email": email, "password": accounts.PASSWORD}
        assert client.post("/signin", data=sent, headers=asked).status_code == 303
        with unit() as session:
            person = session.get_one(Person, person_id)
            assert (person.browser_language, person.language) == (kept, None)
            assert queries.language_written_to(session, person_id) == (kept or "en")
            person.language = "de"
            session.flush()
            assert queries.language_written_to(session, person_id) == "de", "what they chose comes first"
            person.language = None


def test_wrong_passwords_and_the_first_start_in_german(app, unit) -> None:
    client = app.test_client()
    setup = client.get("/setup", headers=GERMAN)
    assert spoken(setup) == "de" and "Noch ist niemand hier." in setup.text
    with unit() as session:
        email = accounts.person(session, "Ann", password=True).email
    client.get("/signin", headers=GERMAN)
    with client.session_transaction() as cookie:
        csrf = cookie["csrf"]
    wrong = client.post("/signin", data={"csrf": csrf, "email": email, "password": "no"}, headers=GERMAN)
    assert wrong.status_code == 422 and "E-Mail-Adresse und Passwort gehören nicht zusammen." in wrong.text


def test_the_link_for_a_new_password_comes_in_ones_language(settings, database, unit, mailbox) -> None:
    mailing = create_app(replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port), database)
    with unit() as session:
        gerd, ben = accounts.person(session, "Gerd", password=True), accounts.person(session, "Ben", password=True)
        gerd.language, ben.browser_language = "de", "en"
        emails = gerd.email, ben.email
    for email, asked in zip(emails, (ENGLISH, GERMAN), strict=True):
        client = mailing.test_client()
        client.get("/forgotten")
        with client.session_transaction() as cookie:
            csrf = cookie["csrf"]
        answer = client.post("/forgotten", data={"csrf": csrf, "email": email}, headers=asked)
        assert answer.status_code == 200 and spoken(answer) == ("en" if asked is ENGLISH else "de")
    jobs.drain(database)
    (german,), (english,) = mailbox.to(emails[0]), mailbox.to(emails[1])
    assert german["Subject"] == "Ein neues Passwort" and english["Subject"] == "A new password"
    assert german.get_content().splitlines()[0] == "Guten Tag Gerd,"
    assert "jemand, hoffentlich Sie," in german.get_content() and "somebody" not in german.get_content()
    assert english.get_content().splitlines()[0] == "Hello Ben," and "somebody, we hope you," in english.get_content()


def test_the_administration_in_german(app, unit) -> None:
    with unit() as session:
        ada = accounts.person(session, "Ada", "admin")
        north = accounts.unit(session, "North")
        accounts.person(session, "Nora", "manager", north)
        page = accounts.signed_in(app, session, ada)
        nora_id = session.scalar(select(Person.id).where(Person.name == "Nora"))
        key = accounts.bearer(session, ada)
    shown = {
        "/admin/people": ("Leitung · North", "Überall abmelden", "Mit den angekreuzten Personen:"),
        f"/admin/people/{nora_id}": ("Leitung in North", "Hat noch kein Passwort.", "Angemeldet mit 0 Browsern"),
        "/admin/roles": ("Leitung", "Ganze Organisation"),
        "/admin/units": ("Region", "Partnerfirma", "Bereich hinzufügen"),
        "/admin/groups": ("Noch keine Gruppen",),
        "/admin/audit": ("Protokoll", "Was getan wurde"),
        f"/admin/people/{nora_id}/anonymise": ("Nora anonymisieren", "Rollen: 1"),
        f"/people/{nora_id}": ("Leitung in North",),
        "/without-anybody": ("Für alles ist jemand zuständig",),
    }
    for url, words in shown.items():
        answer = page.get(url, headers=GERMAN)
        assert spoken(answer) == "de", url
        assert all(one in answer.text for one in words), url
    refused = app.test_client().post("/api/v1/units", json={"name": "X", "kind": "planet"}, headers=key | GERMAN)
    assert refused.status_code == 422 and spoken(refused) == "de"


def test_an_export_is_in_the_language_of_who_asks(app, unit) -> None:
    with unit() as session:
        ann = accounts.person(session, "Ann")
        page = accounts.signed_in(app, session, ann)
    for asked, titles in (
        (GERMAN, ("Was Stepwell über Ann speichert", "Wer Sie hier sind", '<html lang="de">', "<th>erstellt am</th>")),
        (ENGLISH, ("What Stepwell keeps of Ann", "Who you are here", '<html lang="en">', "<th>created at</th>")),
    ):
        answer = page.post("/me/export", data=accounts.CSRF, headers=asked)
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            said = archive.read("index.html").decode() + archive.read("profile.html").decode()
            (profile,) = json.loads(archive.read("profile.json"))
        assert all(one in said for one in titles)
        assert profile["name"] == "Ann" and {"created_at", "language", "zone"} <= set(profile)


def test_every_column_of_an_export_has_words(app) -> None:
    keys = {key for one in [*sections(), _AUDIT] for key in one.rows("x", SYSTEM).selected_columns.keys()}  # noqa: SIM118
    assert keys <= HEADINGS.keys()
    assert {key: words for key, words in HEADINGS.items() if words != key.replace("_", " ")} == {
        "archived_at": "put away at",
        "claimed_at": "taken at",
        "instance_id": "case id",
    }


def test_the_language_goes_with_the_person(session, app) -> None:
    ann = accounts.person(session, "Ann")
    ann.language, ann.browser_language = "de", "en"
    with export_person(session, queries.actor_for(session, ann), ann) as file, zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read("profile.json"))[0]["language"] == "de"
    anonymise(session, SYSTEM, ann)
    assert (ann.language, ann.browser_language) == (None, None)


@pytest.mark.parametrize("language", ["tlh", "DE", ""])
def test_the_organisation_speaks_a_language_of_stepwell(language: str) -> None:
    with pytest.raises(BadSettings, match="STEPWELL_LANGUAGE"):
        load({"STEPWELL_LANGUAGE": language or " "})
    assert load({"STEPWELL_LANGUAGE": "de"}).language == "de"
