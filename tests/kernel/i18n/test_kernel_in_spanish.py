"""What the kernel says in Spanish: numbers and days, lists as they sound, distances in time, errors."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.kernel.errors import NotFound
from app.kernel.i18n import _, all_of, formats, ngettext, one_of
from app.kernel.i18n.languages import speaking
from app.kernel.times.moments import relative
from processes.messages import Message

DAY = 86400


@pytest.fixture(autouse=True)
def spanish():
    with speaking("es"):
        yield


@pytest.mark.parametrize(
    ("last", "word"),
    [
        ("Ana", "y"), ("Irene", "e"), ("Íñigo", "e"), ("«Informar»", "e"), ("hijos", "e"), ("hielo", "y"),
        ("hiato", "y"), ("Yolanda", "y"), ("8", "y"), ("", "y"),
    ],
)  # fmt: skip
def test_and_is_said_as_the_next_word_sounds(last: str, word: str) -> None:
    assert str(all_of(["Pedro", "Luz", last])) == f"Pedro, Luz {word} {last}"


@pytest.mark.parametrize(
    ("last", "word"),
    [("Ana", "o"), ("otro", "u"), ("hora", "u"), ("«Ordenar»", "u"), ("8", "u"), ("11", "u"), ("110", "o")],
)
def test_or_is_said_as_the_next_word_sounds(last: str, word: str) -> None:
    assert str(one_of(["7", last])) == f"7 {word} {last}"


def test_a_list_of_one_or_none_is_what_it_is() -> None:
    assert [str(all_of(one)) for one in ([], ["Irene"])] == ["", "Irene"]


def test_numbers_and_days() -> None:
    assert [formats.number(one) for one in (1234, 12345.5, -2)] == ["1234", "12.345,5", "-2"]
    endless = [formats.number(one) for one in (1e30, -(10**400), Decimal("NaN"))]
    assert endless == ["1.00000E+30", "-1.00000E+400", "NaN"]
    assert formats.day(date(2026, 12, 3)) == "3 dic 2026"
    assert formats.long_day(date(2026, 12, 3)) == "3 de diciembre de 2026"
    counted = [str(ngettext("{n} process", "{n} processes", n)) for n in (0, 1, 2, 1_000_000)]
    assert counted == ["0 procesos", "1 proceso", "2 procesos", "1.000.000 procesos"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "ahora mismo"), (-1, "enseguida"), (60, "hace 1 minuto"), (-7200, "dentro de 2 horas"),
        (3 * DAY, "hace 3 días"), (-60 * DAY, "dentro de 2 meses"), (24 * 30.4 * DAY, "hace 2 años"),
    ],
)  # fmt: skip
def test_distances_in_time(seconds: float, said: str) -> None:
    assert str(relative(seconds)) == said


def test_what_was_not_found() -> None:
    told = NotFound(_("this person"))
    assert isinstance(told.detail, Message)
    assert str(told.detail).startswith("Se esperaba encontrar esta persona, pero no hay nada así")
