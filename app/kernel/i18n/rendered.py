"""A message as it is read: by the catalogue of the language that is spoken, in English where that has nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from app.kernel.i18n import catalogues, earlier, formats, french, languages, pseudo
from processes.messages import Joined, Message


def in_language(message: Message) -> str:
    """Give a message in the language that is spoken."""
    return message.rendered(_sentence, formats.value)


def _sentence(message: Message) -> str:
    if isinstance(message, Joined):
        parts = [formats.value(one) for one in message.params["parts"]]
        if message.params["last"]:
            return formats.listed(message, parts)
        return formats.between(message.params["between"]).join(parts)
    return meeting(message.id, message.plural, message.context, message.params)


def meeting(id: str, plural: str, context: str, params: Mapping[str, Any]) -> str:
    """Give a sentence with its places still open, its words as what will stand in them wants it."""
    said = sentence(id, plural, context, params.get("n"))
    if languages.current() != "fr" or not params:
        return said
    return french.elided(said, lambda place: formats.value(params.get(place, "")))


def sentence(id: str, plural: str = "", context: str = "", n: int | None = None) -> str:
    """Give a sentence in the language that is spoken, with its places still open."""
    language, id = languages.current(), earlier.NOW.get(id, id)
    english = plural if plural and n != 1 else id
    if language == languages.DEFAULT:
        return english
    if language in languages.PSEUDO:
        return pseudo.said(language, english)
    forms = catalogues.texts(language).get((context, id))
    if forms is None:
        return english
    return forms[catalogues.plural_form(language, n or 0)] if plural else forms[0]


def of_scripts() -> dict[str, str]:
    """Give what the scripts of pages say in the language that is spoken, by the English sentences."""
    return _of_scripts(languages.current())


@cache
def _of_scripts(language: str) -> dict[str, str]:
    with languages.speaking(language):
        return {id: sentence(id) for id in catalogues.ids("app/frontend")}
