"""What stands in the fields of a form: titles, hints, values as people read them, attributes of the input."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.kernel.i18n import _, formats, joined, sentences
from app.kernel.times.moments import reader_zone
from app.taskforms.forms.kinds import Rule, options
from app.taskforms.forms.moments import show_moment, zone_name
from app.taskforms.forms.numbers import show_number

NAMED = re.compile(r"\{\{\s*([A-Za-z_][\w.]{0,60})\s*\}\}")
WIDTHS = ("short", "medium", "full")


def title(rule: Rule, name: str) -> str:
    """Give what the field is called."""
    given = rule.get("title")
    return given if isinstance(given, str) and given else name.replace("_", " ").strip().capitalize() or name


def hint(rule: Rule, kind: str) -> str:
    """Give what helps to fill the field in."""
    given = rule.get("description")
    words = [given] if isinstance(given, str) and given else []
    if kind == "lines":
        words.append(_("One a line."))
    elif kind == "json":
        words.append(_("As JSON."))
    elif kind == "moment" and not rule.get("readOnly"):
        words.append(_("Time in {zone}.", zone=zone_name()))
    return sentences(*words)


def about(text: str, data: Mapping[str, Any]) -> str:
    """Give a text of the form with what the case knows put in for {{name}}."""
    return NAMED.sub(lambda found: _value(data, found[1].split(".")), text)


def _value(data: Any, path: list[str]) -> str:
    for part in path:
        data = data.get(part) if isinstance(data, Mapping) else None
    if not isinstance(data, str | int | float):
        return "–"
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", str(data)[:500])


def attributes(rule: Rule, kind: str) -> dict[str, Any]:
    """Give the attributes of the input, which only help: what counts is checked by the server."""
    made: dict[str, Any] = {}
    longest = rule.get("maxLength")
    if kind in ("text", "long", "email", "url") and isinstance(longest, int) and longest > 0:
        made["maxlength"] = longest
    if isinstance(rule.get("x-placeholder"), str):
        made["placeholder"] = rule["x-placeholder"]
    if kind == "number":
        whole = rule.get("type") == "integer"
        made |= {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}
    elif kind == "email":
        made |= {"autocomplete": "email", "inputmode": "email"}
    wide = rule.get("x-width") if rule.get("x-width") in WIDTHS else None
    usual = "short" if kind in ("number", "date", "moment", "time") else None
    if (wide or usual) not in (None, "full"):
        made["class"] = wide or usual
    return made


def kinds_in_words(accept: list[Any]) -> str:
    """Say which kinds of files are taken: PDF, PNG, pictures."""
    many = {"image/*": _("pictures"), "audio/*": _("recordings"), "video/*": _("films"), "text/*": _("texts")}
    return joined(", ", (many.get(str(one), str(one).rpartition("/")[2].lstrip(".").upper()) for one in accept))


def lines(rule: Rule) -> int | None:
    """Give how many lines a long text shows, where the form says so."""
    given = rule.get("x-lines")
    return max(2, min(given, 40)) if isinstance(given, int) else None


def shown(rule: Rule, kind: str, value: Any, files: Mapping[str, Any], *, typing: bool = False) -> Any:
    """Give the value as text for reading, or as it stands in its input while `typing`."""
    if kind in ("several", "rows", "lines", "group", "json", "files", "file"):
        return _many(rule, kind, value, files, typing)
    if value is None:
        return "" if typing else "–"
    if kind == "number" and not isinstance(value, bool):
        return show_number(value)
    if kind == "moment":
        local = show_moment(value, reader_zone())
        return local if typing or local[10:11] != "T" else f"{_day(local[:10])}, {local[11:]} ({zone_name()})"
    if typing:
        return value if isinstance(value, str | bool | int | float) else json.dumps(value, ensure_ascii=False)
    if kind == "date":
        return _day(str(value))
    if kind in ("tick", "yesno"):
        return _("Yes") if value is True else _("No")
    words = {str(one): label for one, label, _hint in options(rule)}
    return words.get(str(value), value if isinstance(value, str | int | float) else json.dumps(value))


def _many(rule: Rule, kind: str, value: Any, files: Mapping[str, Any], typing: bool) -> Any:
    if kind == "several" and typing:
        return value if isinstance(value, list) else [] if value in (None, "") else [value]
    if kind == "lines" and (isinstance(value, str) or typing):
        return value if isinstance(value, str) else "\n".join(show_number(one) for one in value or [])
    if kind in ("file", "files"):
        refs = value if isinstance(value, list) else [value]
        return [file_meant(one, files) for one in refs if isinstance(one, dict)]
    if typing:
        return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        words = {str(one): label for one, label, _hint in options(rule.get("items") or {})}
        return "\n".join(_plain(one, words) for one in value) or "–"
    return _plain(value, {}) if value is not None else "–"


def _plain(value: Any, words: Mapping[str, str]) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_plain(one, {})}" for name, one in value.items() if one is not None)
    if isinstance(value, list):
        return ", ".join(_plain(one, words) for one in value)
    if isinstance(value, bool):
        return words.get(str(value), str(_("yes") if value else _("no")))
    return words.get(str(value), str(value)) if value is not None else "–"


def _day(text: str) -> str:
    try:
        return formats.long_day(date.fromisoformat(text))
    except ValueError:
        return text


def file_meant(reference: Mapping[str, Any], files: Mapping[str, Any]) -> Any:
    """Give the file that a reference means, the reference itself where it is none of these."""
    known = reference.get("id")
    return files.get(known, reference) if isinstance(known, str) else reference
