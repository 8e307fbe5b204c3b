"""What the kernel says in French: numbers and days, how many, distances in time, errors."""

from __future__ import annotations

from datetime import date

import pytest
from markupsafe import Markup

from app.kernel.errors import NotFound
from app.kernel.i18n import _, all_of, formats, joined, ngettext, one_of, templates
from app.kernel.i18n.languages import speaking
from app.kernel.times.moments import relative
from processes.called import quoted
from processes.messages import Message

DAY = 86400


@pytest.fixture(autouse=True)
def french():
    with speaking("fr"):
        yield


def test_numbers_days_and_lists() -> None:
    assert [formats.number(one) for one in (1234, 12345.5, -2)] == ["1\u202f234", "12\u202f345,5", "-2"]
    assert formats.day(date(2026, 12, 3)) == "3 déc. 2026"
    assert formats.long_day(date(2026, 12, 3)) == "3 décembre 2026"
    assert [str(all_of(["Ana", "Luc", "Zoé"])), str(one_of(["7", "8"]))] == ["Ana, Luc et Zoé", "7 ou 8"]


def test_nothing_is_one() -> None:
    counted = [str(ngettext("{n} open task", "{n} open tasks", n)) for n in (0, 1, 2, 1_000_000)]
    assert counted == ["0 tâche ouverte", "1 tâche ouverte", "2 tâches ouvertes", "1\u202f000\u202f000 tâches ouvertes"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "à l’instant"), (-1, "dans un instant"), (60, "il y a 1 minute"), (-7200, "dans 2 heures"),
        (3 * DAY, "il y a 3 jours"), (-60 * DAY, "dans 2 mois"), (24 * 30.4 * DAY, "il y a 2 ans"),
    ],
)  # fmt: skip
def test_distances_in_time(seconds: float, said: str) -> None:
    assert str(relative(seconds)) == said


def test_names_stand_in_quotation_marks_that_do_not_break() -> None:
    assert str(quoted("Facture")) == "«\u00a0Facture\u00a0»"


def test_what_was_not_found() -> None:
    told = NotFound(_("this person"))
    assert isinstance(told.detail, Message)
    assert str(told.detail).startswith("Impossible de trouver cette personne\u00a0: il n’y a rien")


def test_signs_of_two_parts_are_set_off_from_what_is_before_them() -> None:
    assert str(joined("; ", [joined(": ", ["Luc", "oui"]), "Zoé"])) == "Luc\u00a0: oui\u00a0; Zoé"
    assert str(joined(", ", ["Luc", "Zoé"])) == "Luc, Zoé"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Amara", "d’Amara"), ("Émile", "d’Émile"), ("Hugo", "de Hugo"), ("Zoé", "de Zoé"), ("oui", "de oui"),
        ("Özlem", "d’Özlem"), ("Åsa", "d’Åsa"), ("Yves", "d’Yves"), ("Yasmine", "de Yasmine"),
        ("Onzième", "de Onzième"),
        (quoted("Amara"), "de «\u00a0Amara\u00a0»"), (8, "de 8"), ("", "de "),
    ],
)  # fmt: skip
def test_a_name_that_begins_with_a_vowel_meets_the_word_before_it(name: object, said: str) -> None:
    assert str(_("Hand over the work of {name}", name=name)) == f"Confier le travail {said}"
    shown = templates.gettext("Hand over the work of {name}", name=Markup("<b>{}</b>").format(name))
    assert shown.replace("<b>", "").replace("</b>", "") == f"Confier le travail {said}"
