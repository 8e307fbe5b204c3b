"""Services in another language: the pages of incidents and of administrators, errors, and what was tried."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.cases import queries
from app.kernel.i18n import Message, _, languages, sentences
from app.services.outcomes import said
from app.services.tables import ServiceAttempt
from app.services.vault import Redactor
from tests.app.services.conftest import Town, http, with_service
from tests.factories import accounts
from tests.support.servers import Target
from tests.support.unsaid import unsaid

GERMAN = {"Accept-Language": "de"}
NAMES = (
    "Browser", "Ask", "api", "number", "127.0.0.1", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "KEY", "http",
    "Send an offer", "After", "Manager Person",
)  # fmt: skip


def browser(town: Town, role: str) -> FlaskClient:
    with town.unit() as session:
        return accounts.signed_in(town.app, session, accounts.person(session, f"{role} Browser", role=role))


def test_an_incident_is_read_in_german(town: Town, http_target: Target) -> None:
    http_target.status, http_target.body = 503, b"busy"
    town.connect(http_target.url, attempts=1)
    town.process(with_service(http('stepwell:path="/x"')))
    case = town.start()
    town.work()
    with town.unit() as session:
        (row,) = queries.incidents(session, town.ops).items
        attempt = session.scalars(select(ServiceAttempt)).one()
        assert isinstance(attempt.words, Message)
        assert attempt.words == "GET was answered with 503. It said: busy"
        with languages.speaking("de"):
            assert str(attempt.words) == "GET wurde mit 503 beantwortet. Die Antwort: busy"
        assert row.words == "GET was answered with 503. It said: busy Tried 1 time."
        incident = row.id
    ops = browser(town, "ops")
    assert "1 Schritt kam nicht weiter" in ops.get("/", headers=GERMAN).text
    for path, words in {
        "/incidents": ("Störungen", "Ein Dienst hat nicht richtig geantwortet", "Noch einmal versuchen"),
        f"/incidents/{incident}": ("Was geschehen ist", "aufgetreten ", "Was versucht wurde", "fehlgeschlagen"),
        f"/instances/{case}": ("Was nicht weiterkam", "Was Dienste getan haben", "GET wurde mit 503 beantwortet."),
    }.items():
        page = ops.get(path, headers=GERMAN).text
        assert [one for one in words if one not in page] == [], path
        assert unsaid(ops, path, *NAMES, case) == set(), path
    with town.unit() as session:
        session.execute(text("UPDATE service_attempt SET words = 'It said: 404'"))
    assert "It said: 404" in ops.get(f"/instances/{case}", headers=GERMAN).text


def test_administration_is_german(town: Town) -> None:
    town.connect("http://127.0.0.1:1")
    town.secret("KEY", "hush")
    admin = browser(town, "admin")
    for path, words in {
        "/admin/connectors": ("Konnektor hinzufügen", "im eigenen Netz"),
        "/admin/connectors/new": ("Was sie dort dürfen", "fragen, ob etwas da ist"),
        "/admin/secrets": ("<code>{{secret:NAME}}</code>", "jeder Konnektor", "KEY vergessen?"),
        "/admin/mail": ("An wen Prozesse schreiben dürfen", "Es ist kein Mailserver eingestellt"),
    }.items():
        page = admin.get(path, headers=GERMAN).text
        assert [one for one in words if one not in page] == [], path
        assert unsaid(admin, path, *NAMES) == set(), path
    told = admin.post("/admin/mail", data={**accounts.CSRF, "domains": "a b"}, headers=GERMAN)
    assert told.status_code == 422 and "„a b“ ist keine Domain." in told.text


def test_workers_are_refused_in_german(town: Town) -> None:
    with town.unit() as session:
        bearer = accounts.bearer(session, accounts.person(session, role="ops"))
    told = town.app.test_client().post(
        "/api/v1/external-tasks/none/complete", json={"lock": "x"}, headers={**bearer, **GERMAN}
    )
    assert told.status_code == 404 and "diese externe Aufgabe" in told.json["detail"]


def test_secrets_go_from_the_places_of_sentences_and_leave_them_whole() -> None:
    words = sentences(_("It said: {excerpt}", excerpt="the key is hush"), _("Done."))
    hidden = Redactor(["hush"]).text(words)
    assert hidden == "It said: the key is ••• Done." and isinstance(hidden, Message)
    with languages.speaking("de"):
        assert str(hidden) == "Die Antwort: the key is ••• Erledigt."
        assert said(ValueError(_("Done."))) == "Done." and said(ValueError("x", 1)) == str(ValueError("x", 1))
