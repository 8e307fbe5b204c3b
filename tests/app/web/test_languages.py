"""The frame and the parts of pages in the language of who reads."""

from __future__ import annotations

import json
import re

import pytest

from app.kernel.http.application import StepwellApp
from tests.factories import accounts


@pytest.fixture
def client(app: StepwellApp, unit):
    with unit() as session:
        return accounts.signed_in(app, session, accounts.person(session, "Ada Lovelace"))


def asked(client, path: str, language: str) -> str:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.headers["Content-Language"] == language
    return answer.text


def test_the_frame_is_german_for_who_asks_for_german(client) -> None:
    page = asked(client, "/", "de")
    assert '<html lang="de" dir="ltr">' in page
    for said in (
        "Hallo, Ada",
        "<span>Prozesse</span>",
        "Zum Inhalt springen",
        ">Abmelden</button>",
        ">Schließen</button>",
    ):
        assert said in page, said
    assert '<h1 dir="auto">Suche</h1>' in asked(client, "/search?q=x", "de")
    missing = asked(client, "/nowhere", "de")
    assert "Unter dieser Adresse gibt es nichts" in missing and "Zurück zum Start" in missing


def test_the_frame_is_spanish_for_who_asks_for_any_spanish(client) -> None:
    page = client.get("/", headers={"Accept-Language": "es-MX, en;q=0.5"})
    assert page.headers["Content-Language"] == "es" and '<html lang="es" dir="ltr">' in page.text
    for said in ("Hola, Ada", "<span>Procesos</span>", "Ir al contenido", ">Cerrar sesión</button>"):
        assert said in page.text, said
    missing = asked(client, "/nowhere", "es")
    assert "En esta dirección no hay nada que usted pueda ver." in missing and "Volver al inicio" in missing
    assert '<option value="es">Español</option>' in asked(client, "/me", "en")


def test_the_frame_is_french_for_who_asks_for_any_french(client) -> None:
    page = client.get("/", headers={"Accept-Language": "fr-BE, en;q=0.5"})
    assert page.headers["Content-Language"] == "fr" and '<html lang="fr" dir="ltr">' in page.text
    for said in ("Bonjour, Ada", "<span>Processus</span>", "Aller au contenu", ">Se déconnecter</button>"):
        assert said in page.text, said
    missing = asked(client, "/nowhere", "fr")
    assert "Il n’y a rien à cette adresse que vous puissiez voir." in missing and "Retour à l’accueil" in missing
    assert '<option value="fr">Français</option>' in asked(client, "/me", "en")


def test_components_are_german_where_their_page_is_english(client) -> None:
    page = asked(client, "/style-guide", "de")
    for said in ("Entwurf", "(optional)", " Änderungen", "Gliederung des Prozesses", "Ihre Stimme", "gut so"):
        assert said in page, said


def test_scripts_are_given_their_words(client) -> None:
    assert 'id="words"' not in asked(client, "/", "en")
    own = {"de": "Neu anfangen", "es": "Empezar de nuevo", "fr": "Recommencer à zéro"}
    own |= {"en-XA": "⟦Šŧářŧ áƒřéšħ", "ar-XB": "Šŧářŧ áƒřéšħ"}
    for language, said in own.items():
        page = asked(client, "/", language)
        brought = re.search(r'<script type="application/json" id="words">(.*?)</script>', page)
        assert brought and said in json.loads(brought[1])["Start afresh"], language


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
def test_nothing_of_the_frame_is_outside_of_the_catalogue(client, language) -> None:
    frame = asked(client, "/more", language)
    frame = re.sub(r"<(script|style|svg|kbd).*?</\1>", "", frame, flags=re.DOTALL)
    texts = re.findall(r">\s*([^<>]*[A-Za-z]{3}[^<>]*)<", frame[: frame.index('id="main"')])
    outside = {text.strip() for text in texts if "⟦" not in text and "Lovelace" not in text and "@" not in text}
    assert outside == {"Stepwell"}
