"""The library in other languages; what Stepwell says is kept without one, what people wrote with theirs."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from app.accounts import uses
from app.catalog import actions, queries
from app.catalog.queries.version_diff import FIRST
from app.catalog.tables import Version
from app.kernel.i18n import Message, _, languages
from tests.factories import accounts, catalog, models

GERMAN = {"Accept-Language": "de"}
WORDS = _("Expected a short note, but it is too long. {words}", words=_("Choose yes or no."))


@pytest.fixture
def filled(unit, people):
    """Give the key of a process with two versions, called and noted in German."""
    with unit() as session, languages.speaking("de"):
        ines = accounts.queries.actor_for(session, people["manager"])
        process = catalog.process(session, ines, models.linear("A", "B"), key="offer", title="Angebot senden")
        catalog.published(session, ines, process, models.linear("A"), note="B war nicht *nötig*.")
    return "offer"


def asked(browser, path: str, language: str = "de") -> str:
    answer = browser.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200 and answer.headers["Content-Language"] == language, answer.text
    return answer.text


def test_pages_are_read_in_german(browser, filled) -> None:
    page = asked(browser, "/processes")
    for said in ("Was wir hier tun", "Version 2 ist gültig", "Ganze Organisation · verantwortlich: Ines Duarte"):
        assert said in page, said
    page = asked(browser, f"/processes/{filled}")
    for said in ("Verantwortlich: Ines Duarte.", "Geändert <time", " von Ines Duarte: <a href"):
        assert said in page, said
    page = asked(browser, f"/processes/{filled}/versions")
    for said in (
        "Was sich geändert hat, wer es entschieden hat und was es bewirkt hat.",
        "Die erste Version.",
        "Datei herunterladen",
    ):
        assert said in page, said
    assert "Verlauf: in jeder Version" in asked(browser, f"/processes/{filled}/steps/A")
    assert "Es gab ihn bis Version 1, in Version 2 wurde er gestrichen." in asked(
        browser, f"/processes/{filled}/steps/B"
    )
    assert "Zum Beispiel 2 Tage oder 8 Stunden." in asked(browser, f"/processes/{filled}/settings")


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
@pytest.mark.parametrize("path", ["/processes/new", "/processes/offer/versions/new", "/processes/offer/settings"])
def test_nothing_is_outside_of_the_catalogue(browser, filled, language, path) -> None:
    page = asked(browser, path, language)
    main = page[page.index('id="main"') : page.index("</main>")]
    main = re.sub(r"<(script|style|svg|textarea|code).*?</\1>", "", main, flags=re.DOTALL)
    texts = {said.strip() for said in re.findall(r">\s*([^<>]*[A-Za-z]{3}[^<>]*)<", main)}
    assert {said for said in texts if "⟦" not in said} <= {"Angebot senden"}


def test_programs_are_refused_in_german(client, people, filled) -> None:
    told = client.patch(
        f"/api/v1/processes/{filled}", json={"title": " "}, headers={**people["as_manager"], **GERMAN, "If-Match": "*"}
    )
    assert told.status_code == 422 and told.headers["Content-Language"] == "de"
    assert told.json["errors"] == {"title": "Geben Sie ihm einen Titel mit 1 bis 200 Zeichen."}
    assert told.json["detail"].startswith("Erwartet wurde ein lesbarer Titel")
    first = client.get(f"/api/v1/processes/{filled}/versions/1", headers={**people["as_worker"], **GERMAN}).json
    assert first["sentence"] == "Die erste Version"


def test_what_people_wrote_says_in_which_language(browser, filled, unit, people) -> None:
    page = asked(browser, f"/processes/{filled}/versions", "en")
    assert '<h1 lang="de" dir="auto">Angebot senden</h1>' in page
    assert '<div class="prose" lang="de" dir="auto"><p dir="auto">B war nicht <em>nötig</em>.</p>' in page
    assert '<h1 dir="auto">Angebot senden</h1>' in asked(browser, f"/processes/{filled}/versions")
    with unit() as session:
        ines = accounts.queries.actor_for(session, people["manager"])
        process = queries.process_by_key(session, ines, filled)
        actions.update(session, ines, process, title="Angebot senden", public_start=True)
        assert process.language == "de"
        actions.update(session, ines, process, title="Send an offer")
        assert process.language == "en"


def test_what_stepwell_says_of_a_version_is_kept_without_a_language(session, owner) -> None:
    process = catalog.process(session, owner, models.linear("A"))
    found = queries.live_version(session, process)
    assert found.sentence == FIRST and found.language is None
    other = "documenting" if found.mode == "executable" else "executable"
    made = actions.switch_mode(session, owner, process, other)
    made.why, made.assumptions = WORDS, [{"code": "X", "element": "A", "text": WORDS}]
    session.flush()
    session.expire_all()
    assert made.language is None and made.why == str(WORDS)
    words = {"documenting": "People decide its ways from now on.", "executable": "Runs as modelled from now on."}
    assert made.note == words[other]
    with languages.speaking("de"):
        assert str(made.note).startswith("Läuft ab jetzt so, ")
        assert str(made.why) == str(made.assumptions[0]["text"]) == str(WORDS) != made.why
        assert str(found.sentence) == "Die erste Version"


def test_what_an_earlier_release_kept_is_read_as_it_was(session, owner) -> None:
    process = catalog.process(session, owner, models.linear("A"))
    session.execute(
        text(
            "UPDATE version SET sentence = 'Take out “B”', note = 'Because.', why = 'It cannot.', "
            """assumptions = '[{"code":"X","element":"A","text":"So."}]'"""
        )
    )
    session.expire_all()
    found = session.get_one(Version, process.live_version_id)
    assert (found.sentence, found.note, found.why) == ("Take out “B”", "Because.", "It cannot.")
    assert found.assumptions == [{"code": "X", "element": "A", "text": "So."}]
    assert not any(isinstance(said, Message) for said in (found.sentence, found.note, found.why))


def test_units_are_named_by_processes_in_the_language_of_who_reads(session, owner) -> None:
    north = accounts.unit(session, "North")
    catalog.process(session, owner, title="Angebot", unit=north)
    with languages.speaking("de"):
        named = uses.of_unit(session, owner, north.id)
        assert str(named) == "der Prozess „Angebot“"
    assert named == str(named) == "the process “Angebot”"
