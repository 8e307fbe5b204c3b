"""What templates say: `_`, `ngettext`, `pgettext` as everywhere; `html` for sentences with tags in them.

Values that are safe markup (a link, a name in bold) keep it: the sentence around them is escaped.
"""

from __future__ import annotations

from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from app.kernel.i18n import formats, languages
from app.kernel.i18n.rendered import meeting, of_scripts
from processes import messages
from processes.messages import Message, fill


def register(environment: Environment) -> None:
    """Teach templates to speak."""
    environment.globals.update(
        _=gettext, ngettext=ngettext, pgettext=pgettext, html=html, all_of=messages.all_of, one_of=messages.one_of,
        joined=joined, sentences=messages.sentences, capital=messages.capital, clause=messages.clause,
        language=languages.current, direction=languages.direction, written_in=written_in, words_of_scripts=of_scripts,
        languages=languages.LANGUAGES,
    )  # fmt: skip
    environment.filters.update(number=formats.number, spoken=str)


def gettext(id: str, /, **params: Any) -> Message | Markup:
    """Say a sentence."""
    return _marked(id, "", "", params) or messages._(id, **params)


def ngettext(one: str, many: str, n: int, /, **params: Any) -> Message | Markup:
    """Say how many."""
    return _marked(one, many, "", {"n": n, **params}) or messages.ngettext(one, many, n, **params)


def pgettext(context: str, id: str, /, **params: Any) -> Message | Markup:
    """Say what is the same in English alone where something else is meant."""
    return _marked(id, "", context, params) or messages.pgettext(context, id, **params)


def html(id: str, /, **params: Any) -> Markup:
    """Say a sentence whose tags are meant: `html("It is <b>{name}</b>.", name=…)`; what stands in it is escaped."""
    return Markup(fill(meeting(id, "", "", params), params, _safe))


def joined(between: Any, parts: Any) -> Message | Markup:
    """Say several texts one after the other."""
    told = list(parts)
    if any(hasattr(one, "__html__") and not isinstance(one, Message) for one in told):
        return Markup(escape(formats.between(between))).join(told)
    return messages.joined(between, told)


def written_in(language: str | None) -> Markup:
    """Give the attributes of an element with what somebody wrote: its language where that is not the page's."""
    if not language or language == languages.current() or not languages.is_known(language):
        return Markup(' dir="auto"')
    return Markup(' lang="{}" dir="auto"').format(language)


def _marked(id: str, plural: str, context: str, params: dict[str, Any]) -> Markup | None:
    if not any(hasattr(one, "__html__") and not isinstance(one, Message) for one in params.values()):
        return None
    return Markup(fill(str(escape(meeting(id, plural, context, params))), params, _safe))


def _safe(one: Any) -> str:
    return str(escape(one if hasattr(one, "__html__") else formats.value(one)))
