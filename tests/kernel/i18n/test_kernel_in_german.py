"""What the kernel says in German: distances and lengths of time, errors, and what people type back."""

from __future__ import annotations

import pytest

from app.kernel import policy
from app.kernel.db.outages import CODES, saying
from app.kernel.errors import Conflict, Invalid, NotFound, by_field
from app.kernel.http.application import StepwellApp
from app.kernel.i18n import _, clause
from app.kernel.i18n.languages import LANGUAGES, speaking
from app.kernel.i18n.stored import kept, retold, told
from app.kernel.times.moments import relative
from app.kernel.times.spans import span_said, span_words
from tests.factories import accounts

DAY = 86400


@pytest.mark.parametrize(
    ("seconds", "english", "german"),
    [
        (0, "just now", "gerade eben"), (-1, "in a moment", "gleich"), (60, "1 minute ago", "vor 1 Minute"),
        (-7200, "in 2 hours", "in 2 Stunden"), (3 * DAY, "3 days ago", "vor 3 Tagen"),
        (-60 * DAY, "in 2 months", "in 2 Monaten"), (23 * 30.4 * DAY, "23 months ago", "vor 23 Monaten"),
        (24 * 30.4 * DAY, "2 years ago", "vor 2 Jahren"),
    ],
)  # fmt: skip
def test_distances_in_time(seconds: float, english: str, german: str) -> None:
    assert relative(seconds) == english
    with speaking("de"):
        assert str(relative(seconds)) == german


@pytest.mark.parametrize(
    ("span", "german", "typed"),
    [("P1D", "1 Tag", "1 tag"), ("P2D", "2 Tage", "2 Tagen"), ("PT1H", "1 Stunde", "1 Stunde"),
     ("PT30M", "30 Minuten", "30 Minuten"), ("P2W", "2 Wochen", "2 Wochen")],
)  # fmt: skip
def test_lengths_of_time_are_said_and_read(span: str, german: str, typed: str) -> None:
    with speaking("de"):
        assert str(span_words(span)) == german
    assert span_said(german) == span_said(typed) == span


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("span", ["P1D", "P2D", "P1500D", "P1W", "P2W", "PT1H", "PT2H", "PT1M", "PT30M"])
def test_lengths_of_time_are_read_as_each_language_says_them(language: str, span: str) -> None:
    with speaking(language):
        assert span_said(str(span_words(span))) == span


@pytest.mark.parametrize(("language", "said"), [("en", "1,500 days"), ("de", "1.500 Tage")])
def test_long_lengths_of_time_are_read_as_they_are_said(language: str, said: str) -> None:
    with speaking(language):
        assert str(span_words("P1500D")) == said
        assert span_said(said) == "P1500D"
    assert [span_said(one) for one in ("1.5 days", "1500 days", "20.000 Minuten")] == ["1.5 days", "P1500D", "PT20000M"]


def test_errors_of_fields_are_clauses_in_every_language() -> None:
    said = by_field({"limit": _("Enter a whole number."), "": "Two of them."})
    assert said == "limit: Enter a whole number; Two of them"
    with speaking("de"):
        assert str(said) == "limit: Geben Sie eine ganze Zahl ein; Two of them"
        assert str(clause(_("Enter a whole number."))) == "Geben Sie eine ganze Zahl ein"


def test_titles_and_outages_have_german_words() -> None:
    with speaking("de"):
        assert str(NotFound().detail).startswith("Erwartet wurde diese Seite")
        assert [str(kind.title) for kind in (Conflict, Invalid)] == [
            "Das hat sich inzwischen geändert", "Bitte prüfen Sie Ihre Eingaben",
        ]  # fmt: skip
        for code in CODES:
            met = saying(code)
            assert str(met.detail).startswith("Erwartet wurde") and str(met.for_people) != met.for_people


def test_the_api_answers_in_the_language_that_is_asked_for(app: StepwellApp, unit) -> None:
    with unit() as session:
        client = accounts.signed_in(app, session, accounts.person(session))
    english, german = (
        client.get("/api/v1/nowhere", headers={"Accept-Language": language}).get_json() for language in ("en", "de")
    )
    assert (english["title"], german["title"]) == ("Not Found", "Nicht gefunden")
    assert german["detail"].startswith("Erwartet wurde diese Seite") and german["code"] == english["code"]


def test_every_permission_says_in_german_what_it_allows(app: StepwellApp) -> None:
    with speaking("de"):
        said = {permission: str(permission.words) for permission in policy.table()}
    assert len(said) > 50
    assert [permission for permission, words in said.items() if words in ("", permission.words)] == []


def test_a_clause_keeps_what_it_is_when_the_texts_in_it_change() -> None:
    said = clause(_("Expected text, but: {why}", why="Ada knew."))
    changed = retold(said, lambda text: text.replace("Ada", "Somebody"))
    assert changed == "Expected text, but: Somebody knew" == told(kept(changed))
    with speaking("de"):
        assert str(changed) == "Erwartet wurde Text, aber: Somebody knew"
