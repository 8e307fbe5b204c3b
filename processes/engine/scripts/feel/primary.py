"""Values of FEEL: literals, names, calls, lists, contexts and intervals."""

from __future__ import annotations

from abc import ABC, abstractmethod

from processes.engine.scripts.feel import functions, values
from processes.engine.scripts.feel.reader import Reader
from processes.engine.scripts.feel.tree import Call, Entries, FeelError, Interval, Items, Literal, Name, Node

KEYWORDS = frozenset(
    ("and", "or", "in", "between", "if", "then", "else", "for", "return", "some", "every", "satisfies", "instance")
)
CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}


class Values(Reader, ABC):
    """Reads one value; what is around it reads the parser."""

    @abstractmethod
    def expression(self) -> Node:
        """Any expression."""

    @abstractmethod
    def _sum(self) -> Node:
        """What binds tighter than a comparison."""

    def _primary(self) -> Node:
        token = self._now
        if token.kind in ("number", "text"):
            self._at += 1
            return Literal(token.value)
        if token.kind == "at":
            self._at += 1
            return Literal(values.temporal(token.value))
        if token.kind == "sign":
            return self._bracketed()
        return self._named()

    def _bracketed(self) -> Node:
        if self._take("{"):
            return self._inside(self._context)
        if self._take("]"):
            return self._interval(self._sum(), False)
        opened = self._now.text
        if not self._take("(", "["):
            raise FeelError(f"a value is expected before “{self._now.text or 'the end'}”")
        if opened == "[" and self._take("]"):
            return Items(())
        first = self._inside(self.expression)
        if self._is(".."):
            return self._interval(first, opened == "[")
        if opened == "(":
            self._expect(")")
            return first
        items = [first]
        while self._take(","):
            items.append(self._inside(self.expression))
        self._expect("]")
        return Items(tuple(items))

    def _interval(self, low: Node, low_in: bool) -> Interval:
        self._expect("..")
        self._ends.append(True)
        high = self._sum()
        self._ends.pop()
        high_in = self._is("]")
        if not self._take("]", ")", "["):
            raise FeelError("an interval has no end")
        return Interval(low, high, low_in, high_in)

    def _context(self) -> Node:
        entries = []
        while not self._is("}"):
            token = self._now
            name = str(token.value) if token.kind == "text" else self._word()
            self._at += token.kind == "text"
            self._expect(":")
            entries.append((name, self.expression()))
            if not self._take(","):
                break
        self._expect("}")
        return Entries(tuple(entries))

    def _named(self) -> Node:
        for said, (name, size) in sorted(self._many.items(), key=lambda item: -item[1][1]):
            if self._joined(size) == said and not self._is("(", ahead=size):
                self._at += size
                return Name(name)
        function = self._function()
        if function:
            return self._call(function)
        token = self._now
        if token.kind == "word" and token.text in CONSTANTS:
            self._at += 1
            return Literal(CONSTANTS[token.text])
        if token.kind == "word" and token.text in KEYWORDS:
            raise FeelError(f"a value is expected before “{token.text}”")
        name = self._word()
        if self._is("("):
            raise FeelError(f"the function “{name}” is not known")
        if self._now.kind == "word" and self._now.text not in (*KEYWORDS, "not"):
            raise FeelError(f"“{self._now.text}” is not expected after “{name}”")
        return Name(name)

    def _function(self) -> str | None:
        """The built-in function whose name, of one or more words, stands before a bracket here."""
        for size in range(4, 0, -1):
            if self._is("(", ahead=size) and self._joined(size) in functions.BUILT_IN:
                self._at += size
                return " ".join(token.text for token in self._tokens[self._at - size : self._at])
        return None

    def _call(self, name: str) -> Node:
        self._expect("(")
        args: list[Node] = []
        named: list[tuple[str, Node]] = []
        while not self._is(")"):
            if self._now.kind == "word" and self._is(":", ahead=1):
                word = self._word()
                self._expect(":")
                named.append((word, self._inside(self.expression)))
            else:
                args.append(self._inside(self.expression))
            if not self._take(","):
                break
        self._expect(")")
        return Call(name, tuple(args), tuple(named))
