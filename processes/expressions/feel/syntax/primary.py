"""Values of FEEL: literals, names, calls, lists, contexts, functions and intervals (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from abc import ABC, abstractmethod

from processes.expressions.feel.errors import FeelError
from processes.expressions.feel.functions import BUILT_IN
from processes.expressions.feel.syntax.reader import END, MOST_READS, Tangled
from processes.expressions.feel.syntax.tree import Call, Define, Entries, Interval, Items, Literal, Name, Node, Type
from processes.expressions.feel.syntax.type_names import TypeReader
from processes.expressions.feel.temporal import lexical
from processes.messages import _

KEYWORDS = frozenset(
    ("and", "or", "in", "between", "if", "then", "else", "for", "return", "some", "every", "satisfies", "instance")
)
CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}
COMPARED = ("=", "!=", "<", "<=", ">", ">=")
LONGEST_BUILT_IN = 5


class PrimaryReader(TypeReader, ABC):
    """Reads one value; what is around it reads the parser."""

    @abstractmethod
    def expression(self) -> Node:
        """Any expression."""

    @abstractmethod
    def _sum(self) -> Node:
        """What binds tighter than a comparison."""

    def _primary(self) -> Node:
        self._reads += 1
        if self._reads > MOST_READS:
            raise Tangled(_("it can be read in too many ways"))
        token = self._now
        if token.kind in ("number", "text"):
            self._at += 1
            return Literal(token.value)
        if token.kind == "at":
            self._at += 1
            return Literal(lexical.temporal(token.value))
        if token.kind == "sign":
            return self._bracketed()
        return self._name_or_call()

    def _bracketed(self) -> Node:
        if self._take("{"):
            return self._inside(self._context)
        if self._take("]"):
            return self._interval(self._sum(), False)
        opened = self._now.text
        if not self._take("(", "["):
            raise FeelError(_("a value is expected before “{before}”", before=self._now.text or END))
        if opened == "[" and self._take("]"):
            return Items(())
        first = self._inside(self._item)
        if self._is(".."):
            return self._interval(first, opened == "[")
        if opened == "(":
            self._expect(")")
            return first
        items = [first]
        while self._take(","):
            items.append(self._inside(self._item))
        self._expect("]")
        return Items(tuple(items))

    def _item(self) -> Node:
        """An expression, or the range that a comparison alone stands for, as `> 5` (DMN 1.5, grammar rule 7)."""
        if not self._is(*COMPARED) or self._is("!="):
            return self.expression()
        sign = self._now.text
        self._at += 1
        end = self._sum()
        if sign == "=":
            return Interval(end, end)
        if sign in ("<", "<="):
            return Interval(Literal(None), end, False, sign == "<=")
        return Interval(end, Literal(None), sign == ">=", False)

    def _interval(self, low: Node, low_in: bool) -> Interval:
        self._expect("..")
        self._ends.append(True)
        high = self._sum()
        self._ends.pop()
        high_in = self._is("]")
        if not self._take("]", ")", "["):
            raise FeelError(_("an interval has no end"))
        return Interval(low, high, low_in, high_in)

    def _context(self) -> Node:
        entries: list[tuple[str, Node]] = []
        while not self._is("}"):
            token = self._now
            if token.kind == "text":
                name = str(token.value)
                self._at += 1
            else:
                name = self._words_until(":", "}", ",")
            self._expect(":")
            self._learn(name)
            entries.append((name, self.expression()))
            if not self._take(","):
                break
        self._expect("}")
        return Entries(tuple(entries))

    def _function(self) -> Node:
        """`function(a: number, b) body` (DMN 1.5, grammar rule 55); what is external is not carried out."""
        self._at += 1
        self._expect("(")
        parameters: list[tuple[str, Type | None]] = []
        while not self._is(")"):
            name = self._words_until(":", ",", ")")
            kind = self._type() if self._take(":") else None
            parameters.append((name, kind))
            if not self._take(","):
                break
        self._expect(")")
        if self._is("external"):
            raise FeelError(_("it calls a function of Java or another program, which is not carried out"))
        self._learn(*(name for name, _ in parameters))
        return Define(tuple(parameters), self.expression())

    def _name_or_call(self) -> Node:
        known = self._known_here()
        if known is not None and (known[0] not in BUILT_IN or not self._is("(", ahead=known[1])):
            self._at += known[1]
            return self._call(known[0]) if self._is("(") else Name(known[0])
        function = self._built_in()
        if function:
            return self._call(function)
        if self._is("function") and self._is("(", ahead=1):
            return self._function()
        token = self._now
        if token.kind == "word" and token.text in CONSTANTS:
            self._at += 1
            return Literal(CONSTANTS[token.text])
        if token.kind == "word" and token.text in KEYWORDS:
            raise FeelError(_("a value is expected before “{before}”", before=token.text))
        name = self._word()
        if self._is("("):
            if not self._knows(name):
                raise FeelError(_("the function “{name}” is not known", name=name))
            return self._call(name)
        if self._now.kind == "word" and self._now.text not in (*KEYWORDS, "not", "external"):
            raise FeelError(_("“{text}” is not expected after “{after}”", text=self._now.text, after=name))
        return Name(name)

    def _built_in(self, after: str = "(") -> str | None:
        """The built-in function whose name, of one or more words, stands here before a sign."""
        for size in range(LONGEST_BUILT_IN, 0, -1):
            if self._is(after, ahead=size) and " ".join(self._pieces_at(size)) in BUILT_IN:
                self._at += size
                return " ".join(token.text for token in self._tokens[self._at - size : self._at])
        return None

    def _call(self, name: str) -> Node:
        args, named = self._arguments()
        return Call(name, args, named)

    def _arguments(self) -> tuple[tuple[Node, ...], tuple[tuple[str, Node], ...]]:
        """What stands in the brackets of a call: by place, or each with the name of its parameter."""
        self._expect("(")
        args: list[Node] = []
        named: list[tuple[str, Node]] = []
        while not self._is(")"):
            name = self._parameter()
            if name:
                named.append((name, self._inside(self.expression)))
            else:
                args.append(self._argument())
            if not self._take(","):
                break
        self._expect(")")
        if args and named:
            raise FeelError(_("a function is called by place and by name at once"))
        return tuple(args), tuple(named)

    def _argument(self) -> Node:
        """An expression, or a built-in function itself."""
        start = self._at
        name = self._built_in(",") or self._built_in(")")
        if name and not self._knows(name):
            return Name(name)
        self._at = start
        return self._inside(self.expression)

    def _parameter(self) -> str:
        """The name of a parameter before its colon; nothing where there is none."""
        size = 0
        while self._ahead(size).kind in ("word", "tick"):
            size += 1
        if not size or not self._is(":", ahead=size):
            return ""
        name = self._spelled(self._tokens[self._at : self._at + size])
        self._at += size + 1
        return name
