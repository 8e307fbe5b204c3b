"""What kind of value a name must have, put together from all the ways in which it is read; and the field that asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from processes.forms.messages import LENGTH_OF_TIME
from processes.messages import _, joined, one_of, pgettext

Json = dict[str, Any]

DURATION: Json = {
    "pattern": r"^P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?$",
    "x-pattern-words": LENGTH_OF_TIME,
    "x-placeholder": "P3D",
}
FORMATS: dict[str, Json] = {
    "date": {"format": "date"},
    "date-time": {"format": "date-time"},
    "time": {"format": "time"},
    "duration": DURATION,
}
SAID: dict[str, str] = {
    "array": _("a list"), "object": _("an object"), "integer": _("a whole number"), "number": _("a number"),
    "boolean": _("yes or no"), "string": _("a text"),
}  # fmt: skip
TIMES: dict[str, str] = {
    "date": pgettext("kind of value", "a day"),
    "date-time": pgettext("kind of value", "a moment"),
    "time": _("a time of day"),
}
MOST_DEEP = 5


@dataclass
class Use:
    """How a name is read: compared with these words or numbers, counted with, gone through, asked for its fields.

    `count` is a number of things, `plain` a text for certain, `added` something to which another one unknown is added,
    `blank` what is compared with nothing, `key` that by which a message is known, `time` a format of FORMATS.
    """

    words: set[str] = field(default_factory=set)
    numbers: list[float | int] = field(default_factory=list)
    fields: dict[str, Use] = field(default_factory=dict)
    item: Use | None = None
    time: str = ""
    counted: bool = False
    count: bool = False
    truth: bool = False
    plain: bool = False
    added: bool = False
    ordered: bool = False
    key: bool = False
    blank: bool = False
    otherwise: bool = False
    elsewhere: bool = False
    certain: bool = True

    def add(self, other: Use) -> None:
        """Take in how the name is read in another place."""
        self.words |= other.words
        self.numbers += other.numbers
        self.time = self.time or other.time
        for flag in (
            "counted",
            "count",
            "truth",
            "plain",
            "added",
            "ordered",
            "key",
            "blank",
            "otherwise",
            "elsewhere",
        ):
            setattr(self, flag, getattr(self, flag) or getattr(other, flag))
        for name, use in other.fields.items():
            if use is not self.fields.get(name):
                self.of(name).add(use)
        if other.item is not None and other.item is not self.item:
            self.items().add(other.item)

    def of(self, name: str) -> Use:
        """How a field of this value is read."""
        return self.fields.setdefault(name, Use())

    def items(self) -> Use:
        """How what is in this list is read."""
        if self.item is None:
            self.item = Use()
        return self.item

    @property
    def known(self) -> bool:
        """Whether the ways in which it is read tell what it is."""
        if self.item is not None:
            return self.item.known
        found = self.words or self.numbers or self.fields or self.time or self.counted or self.count or self.plain
        return bool(found) or (self.truth and not (self.otherwise or self.added or self.ordered))

    @property
    def optional(self) -> bool:
        """Whether nothing may stand there."""
        return self.blank

    def schema(self, name: str, other_way: bool, depth: int = 0) -> Json:
        """Give the form field that asks for the name."""
        title = name.replace("_", " ").strip().capitalize() or name
        if depth > MOST_DEEP:
            return {"type": "string", "title": title}
        if self.item is not None:
            inner = self._each().schema(name, other_way, depth + 1)
            return {"type": "array", "title": title, "items": {k: v for k, v in inner.items() if k != "title"}}
        if self.fields:
            return {"title": title, **self._object(other_way, depth)}
        if self.time:
            return {"type": "string", "title": title, **FORMATS[self.time]}
        return {**self._plain(other_way), "title": title}

    def _each(self) -> Use:
        """One item: a field that is asked of the list is asked of each."""
        each = Use()
        each.add(self.items())
        for name, use in self.fields.items():
            each.of(name).add(use)
        each.counted |= self.counted
        return each

    def _object(self, other_way: bool, depth: int) -> Json:
        properties = {name: use.schema(name, other_way, depth + 1) for name, use in sorted(self.fields.items())}
        required = [name for name, use in sorted(self.fields.items()) if not use.optional]
        return {"type": "object", "properties": properties} | ({"required": required} if required else {})

    def _plain(self, other_way: bool) -> Json:
        if self.count:
            return {"type": "integer", "minimum": 0}
        if self.words and not (self.numbers or self.counted or self.otherwise or self.plain):
            more = ["other"] if other_way and "other" not in self.words else []
            return {"type": "string", "enum": [*sorted(self.words), *more]}
        if not (self.words or self.plain):
            if self.numbers or self.counted or self.added or self.ordered:
                return {"type": "integer" if self._is_whole() else "number"}
            if self.truth and not self.otherwise:
                return {"type": "boolean"}
            if self.key:
                return {"type": ["string", "number"]}
        return {"type": "string"}

    def _is_whole(self) -> bool:
        """Whether it is only asked which whole number it is: what is more or less may be a part of one, too."""
        only = not (self.counted or self.added or self.ordered)
        return only and bool(self.numbers) and all(isinstance(number, int) for number in self.numbers)


def in_words(schema: Json) -> str:
    """What a form field asks for, as people say it: a list of objects with “price” (a number)."""
    if schema.get("enum"):
        return _("one of {values}", values=joined(", ", [_("“{name}”", name=str(one)) for one in schema["enum"]]))
    if isinstance(schema.get("type"), list):
        return one_of([SAID[one] for one in schema["type"]])
    kind = str(schema.get("type", "string"))
    if kind == "array":
        inner = schema.get("items", {})
        if inner.get("type") == "string":
            return _("a list of texts")
        if inner.get("type") in ("number", "integer"):
            return _("a list of numbers")
        return _("a list of entries: {kind}", kind=in_words(inner))
    if kind == "object":
        fields = schema.get("properties", {}).items()
        parts = [_("“{name}” ({kind})", name=name, kind=in_words(one)) for name, one in fields]
        return _("an object with {fields}", fields=joined(", ", parts))
    if (time := TIMES.get(str(schema.get("format")))) is not None:
        return time
    return _("a length of time") if "pattern" in schema else SAID[kind]
