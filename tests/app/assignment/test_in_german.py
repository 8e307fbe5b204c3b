"""What is said of who does the work, in the language of who reads."""

from __future__ import annotations

from app.assignment.words import model_words
from app.kernel.i18n import languages


def test_what_a_model_says_of_a_step_is_said_in_the_language_of_who_reads() -> None:
    said = model_words({"assignee": "${x}", "dueDate": "P2D"})
    assert said == "for ${x}; due P2D"
    with languages.speaking("de"):
        assert str(said) == "für ${x}; fällig P2D"
