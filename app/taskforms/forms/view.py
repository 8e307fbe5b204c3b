"""A form as it stands on a page: its fields in order, with names, values, hints and what is amiss at each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.taskforms.forms.kinds import Rule, kind_of, needed_in, options, plain_type, properties, under
from app.taskforms.forms.values import about, attributes, file_meant, hint, kinds_in_words, lines, shown, title
from processes.forms import in_words

DEEPEST = 8
PLACE = re.compile(r"\s")


@dataclass
class Field:
    """One field, group or list of a form."""

    kind: str
    name: str
    title: str
    hint: str = ""
    error: str = ""
    needed: bool = False
    value: Any = None
    options: list[tuple[Any, str, str]] = field(default_factory=list)
    attrs: dict[str, Any] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    rows: list[Field] = field(default_factory=list)
    blank: Field | None = None
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Give the id of the field on the page."""
        return f"f-{PLACE.sub('_', self.name)}"


@dataclass
class FormView:
    """A whole form: its fields, texts after them, and the errors in their order, each with the field to go to."""

    fields: list[Field]
    after: list[str]
    errors: dict[str, str]
    has_files: bool = False


@dataclass(frozen=True)
class _Making:
    errors: Mapping[str, str]
    files: Mapping[str, Any]
    whole: Mapping[str, Any]

    def fields(self, rule: Rule, data: Any, prefix: str, level: int, depth: int) -> list[Field]:
        """Make the fields of an object; neighbours of one group stand in a section of their own."""
        data = data if isinstance(data, dict) else {}
        needed = needed_in(rule)
        made: list[Field] = []
        for name, inner in properties(rule).items():
            kind = kind_of(inner, name in needed)
            if kind == "hidden":
                continue
            value = data[name] if data.get(name) is not None else inner.get("default")
            one = self.field(inner, kind, name, under(prefix, name), value, name in needed, level, depth)
            group = inner.get("x-group")
            if isinstance(group, str) and group:
                if not (made and made[-1].kind == "section" and made[-1].title == group):
                    made.append(Field("section", under(prefix, f"~{len(made)}"), group))
                made[-1].fields.append(one)
            else:
                made.append(one)
        return made

    def field(
        self, rule: Rule, kind: str, own: str, at: str, value: Any, needed: bool, level: int, depth: int
    ) -> Field:
        """Make one field."""
        made = Field(kind, at, title(rule, own), hint(rule, kind), self.errors.get(at, ""), needed)
        made.before = [about(text, self.whole) for text in rule.get("x-before") or [] if isinstance(text, str)]
        if rule.get("readOnly"):
            made.kind, made.value = "shown", shown(rule, kind, value, self.files)
        elif kind == "group":
            made.fields = self.fields(rule, value, at, level, depth + 1) if depth < DEEPEST else []
        elif kind == "rows":
            self.rows(made, rule, value, level, depth)
        elif kind in ("file", "files"):
            made.value = [file_meant(one, self.files) for one in _list(value) if isinstance(one, dict)]
            accept = (rule.get("x-file") or rule.get("items", {}).get("x-file") or {}).get("accept")
            made.about = {"accept": accept, "words": kinds_in_words(accept)} if isinstance(accept, list) else {}
        else:
            made.options = options(rule.get("items", {}) if kind == "several" else rule)
            if kind == "one":
                made.kind = _choice(rule, made.options)
            made.attrs, made.about = attributes(rule, kind), {"lines": lines(rule)}
            made.value = shown(rule, kind, value, self.files, typing=True)
        return made

    def rows(self, made: Field, rule: Rule, value: Any, level: int, depth: int) -> None:
        """Make the entries of a list, and one that scripts copy for a new entry."""
        if depth >= DEEPEST:
            return
        rows = value if isinstance(value, list) else [{}] * _first_rows(rule, made.needed)
        for number, row in enumerate(rows):
            made.rows.append(self.row(rule, under(made.name, str(number)), row, level, depth, number))
        if not rule.get("x-fixed"):
            made.blank = self.row(rule, under(made.name, f"__{level}__"), {}, level, depth, None)
        made.about = {"most": rule.get("maxItems"), "least": rule.get("minItems"), "level": level}

    def row(self, rule: Rule, at: str, row: Any, level: int, depth: int, number: int | None) -> Field:
        """Make one entry of a list."""
        made = Field("row", at, str(number + 1) if number is not None else "", error=self.errors.get(at, ""))
        made.fields = self.fields(rule["items"], row, at, level + 1, depth + 1)
        made.value = number if number is not None else f"__{level}__"
        return made


def form_view(
    schema: Rule | None,
    data: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
) -> FormView:
    """Give a form as it stands on a page with this data; `files` are the files that its references mean, by id."""
    schema, data, errors = in_words(schema or {}), dict(data or {}), _texts(errors or {})
    made = _Making(errors, files or {}, data)
    fields = made.fields(schema, data, "", 0, 0)
    every = {one.name: one for one in _all(fields)}
    found: dict[str, str] = {}
    for place in sorted(errors, key=lambda p: _order(p, list(every))):
        holder = _nearest(place, every)
        if holder is not None and not holder.error:
            holder.error = errors[place]
        key = PLACE.sub("_", holder.name) if holder is not None else "_"
        found[key] = f"{found[key]} {errors[place]}" if key in found else errors[place]
    after = [about(text, data) for text in schema.get("x-after") or [] if isinstance(text, str)]
    return FormView(fields, after, found, bool(schema.get("x-has-files")))


def _texts(errors: Mapping[str, Any]) -> dict[str, str]:
    return {str(k): words if isinstance(words, str) else " ".join(map(str, words)) for k, words in errors.items()}


def _all(fields: Iterable[Field]) -> Iterable[Field]:
    for one in fields:
        yield one
        yield from _all(one.fields)
        yield from _all(one.rows)


def _nearest(place: str, every: Mapping[str, Field]) -> Field | None:
    """The field at a place, else the one it lies in; none where the form has none."""
    while place:
        if place in every:
            return every[place]
        place = place.rpartition(".")[0]
    return None


def _order(place: str, names: list[str]) -> int:
    while place and place not in names:
        place = place.rpartition(".")[0]
    return names.index(place) if place else -1


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _choice(rule: Rule, given: list[Any]) -> str:
    wanted = rule.get("x-widget")
    if wanted in ("radio", "select"):
        return wanted if wanted == "select" or len(given) <= 12 else "select"
    return "radio" if len(given) <= 5 else "select"


def _first_rows(rule: Rule, needed: bool) -> int:
    wanted = [n for n in (rule.get("x-rows"), rule.get("minItems")) if isinstance(n, int)]
    return min(max([*wanted, 1 if needed and plain_type(rule) == "array" else 0]), 20)
