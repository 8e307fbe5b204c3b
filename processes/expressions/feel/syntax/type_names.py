"""The types that `instance of` and parameters name (DMN 1.5, grammar rules 52 to 54)."""

from __future__ import annotations

from processes.expressions.feel.errors import FeelError
from processes.expressions.feel.syntax.reader import Reader
from processes.expressions.feel.syntax.tree import Type
from processes.messages import _

SIMPLE = {
    "Any": "any", "any": "any", "Null": "null", "number": "number", "string": "string", "boolean": "boolean",
    "date": "date",
    "time": "time", "date and time": "date and time", "dateTime": "date and time",
    "days and time duration": "days and time duration", "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration", "yearMonthDuration": "years and months duration",
    "day time duration": "days and time duration", "year month duration": "years and months duration",
    "list": "list", "context": "context", "function": "function", "range": "range",
}  # fmt: skip
LONGEST = 4


class TypeReader(Reader):
    """Reads the names of types."""

    def type(self) -> Type:
        """A type that is all of the text."""
        found = self._type()
        self.finish()
        return found

    def _type(self) -> Type:
        self._depth += 1
        if self._depth > LONGEST * 5:
            raise FeelError(_("a type in it is nested too deeply"))
        try:
            name = self._type_name()
            kind = SIMPLE.get(name)
            if kind is None:
                return Type("named", name)
            return self._of(kind) if self._is("<") else Type(kind, name)
        finally:
            self._depth -= 1

    def _type_name(self) -> str:
        for size in range(LONGEST, 0, -1):
            if (name := " ".join(self._pieces_at(size))) in SIMPLE:
                self._at += size
                return name
        for known in sorted(self._types, key=len, reverse=True):
            size = len(known.replace(".", " . ").split())
            if " ".join(self._pieces_at(size)) == " ".join(known.replace(".", " . ").split()):
                self._at += size
                return known
        name = self._word()
        while self._take("."):
            name += f".{self._word()}"
        if not self._types:
            raise FeelError(_("the type “{name}” is not known", name=name))
        return name

    def _of(self, kind: str) -> Type:
        self._expect("<")
        if kind in ("list", "range"):
            inner = self._type()
            self._expect(">")
            return Type(kind, kind, inner)
        if kind == "context":
            return self._fields()
        if kind != "function":
            raise FeelError(_("“{kind}” has no types of parts", kind=kind))
        parameters: list[Type] = []
        while not self._is(">"):
            parameters.append(self._type())
            if not self._take(","):
                break
        self._expect(">")
        result = self._type() if self._take("->") else None
        return Type(kind, kind, result, parameters=tuple(parameters))

    def _fields(self) -> Type:
        fields: list[tuple[str, Type]] = []
        while not self._is(">"):
            name = self._words_until(":", ">")
            self._expect(":")
            fields.append((name, self._type()))
            if not self._take(","):
                break
        self._expect(">")
        return Type("context", "context", fields=tuple(fields))
