"""FEEL text to a tree: a small parser by hand; nothing it reads is ever carried out by Python."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from processes.engine.scripts.feel import functions, values
from processes.engine.scripts.feel.lexer import Token, tokens
from processes.engine.scripts.feel.tree import (
    Between,
    Call,
    Each,
    Entries,
    FeelError,
    Filter,
    If,
    In,
    InstanceOf,
    Interval,
    Items,
    Literal,
    Name,
    Negative,
    Node,
    Operation,
    Path,
    Test,
    Tests,
    depth,
)

DEEPEST = 30
DEEPEST_TREE = 100
COMPARED = ("=", "!=", "<", "<=", ">", ">=")
KEYWORDS = frozenset(
    ("and", "or", "in", "between", "if", "then", "else", "for", "return", "some", "every", "satisfies", "instance")
)
CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}
NO_NAMES: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def parse(text: str, names: frozenset[str] = NO_NAMES) -> Node:
    """The tree of an expression; `names` of several words that are known; raises FeelError."""
    parser = Parser(text, names)
    node = parser.expression()
    parser.finish()
    _not_too_deep(node)
    return node


@lru_cache(maxsize=4096)
def parse_tests(text: str, names: frozenset[str] = NO_NAMES) -> Tests:
    """The unary tests of a table's cell; raises FeelError."""
    if text.strip() in ("", "-"):
        return Tests(anything=True)
    parser = Parser(text, names)
    tests = parser.tests()
    parser.finish()
    _not_too_deep(tests)
    return tests


def _not_too_deep(node: Node) -> None:
    if depth(node) > DEEPEST_TREE:
        raise FeelError("it is nested too deeply")


class Parser:
    """Reads one text from left to right."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self._tokens = tokens(text)
        self._at = 0
        self._depth = 0
        self._many = {name: len(tokens(name)) - 1 for name in names if " " in name or not name.isidentifier()}
        self._ends: list[bool] = []

    # one piece at a time ---------------------------------------------------------------------------------------------

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _is(self, *texts: str, ahead: int = 0) -> bool:
        token = self._tokens[min(self._at + ahead, len(self._tokens) - 1)]
        return token.kind in ("word", "sign") and token.text in texts

    def _take(self, *texts: str) -> bool:
        if self._is(*texts):
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise FeelError(f"“{text}” is expected before “{self._now.text or 'the end'}”")

    def finish(self) -> None:
        """Raise FeelError where something is left over."""
        if self._now.kind != "end":
            raise FeelError(f"“{self._now.text}” is not expected there")

    # expressions, loosest first --------------------------------------------------------------------------------------

    def expression(self) -> Node:
        """Any expression."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise FeelError("it is nested too deeply")
        try:
            if self._take("if"):
                return self._if()
            if self._is("for", "some", "every") and self._tokens[self._at + 1].kind in ("word", "tick"):
                return self._each()
            return self._left(lambda: self._left(self._negation, "and"), "or")
        finally:
            self._depth -= 1

    def _if(self) -> If:
        condition = self.expression()
        self._expect("then")
        yes = self.expression()
        self._expect("else")
        return If(condition, yes, self.expression())

    def _each(self) -> Each:
        kind = self._now.text
        self._at += 1
        names = []
        while True:
            name = self._word()
            self._expect("in")
            source = self._sum()
            if self._take(".."):
                source = Interval(source, self._sum())
            names.append((name, source))
            if not self._take(","):
                break
        self._expect("return" if kind == "for" else "satisfies")
        return Each(kind, tuple(names), self.expression())

    def _left(self, inner: Callable[[], Node], *signs: str) -> Node:
        node = inner()
        while self._is(*signs):
            sign = self._now.text
            self._at += 1
            node = Operation(sign, node, inner())
        return node

    def _negation(self) -> Node:
        """Python's `not x` beside FEEL's `not(x)`."""
        if self._is("not") and not self._is("(", ahead=1):
            self._at += 1
            return Call("not", (self._negation(),))
        return self._comparison()

    def _comparison(self) -> Node:
        node = self._sum()
        while True:
            if self._is(*COMPARED):
                sign = self._now.text
                self._at += 1
                node = Operation(sign, node, self._sum())
            elif self._take("between"):
                low = self._sum()
                self._expect("and")
                node = Between(node, low, self._sum())
            elif self._take("in"):
                node = In(node, self._in_tests())
            elif self._is("not") and self._is("in", ahead=1):
                self._at += 2
                node = Call("not", (In(node, self._in_tests()),))
            elif self._is("instance") and self._is("of", ahead=1):
                self._at += 2
                node = InstanceOf(node, self._type())
            else:
                return node

    def _type(self) -> str:
        words = [self._word()]
        while self._now.kind == "word" and self._now.text not in KEYWORDS:
            words.append(self._word())
        return " ".join(words)

    def _in_tests(self) -> Tests:
        """What stands after `in`: one test, or several in brackets."""
        start = self._at
        if self._take("("):
            try:
                tests = self.tests()
                self._expect(")")
                return tests
            except FeelError:
                self._at = start
        return Tests((self._compared() or Test("", self._sum()),))

    def _sum(self) -> Node:
        return self._left(lambda: self._left(lambda: self._left(self._signed, "**"), "*", "/"), "+", "-")

    def _signed(self) -> Node:
        if self._take("-"):
            self._depth += 1
            if self._depth > DEEPEST:
                raise FeelError("it is nested too deeply")
            node = Negative(self._signed())
            self._depth -= 1
            return node
        return self._postfix(self._primary())

    def _postfix(self, node: Node) -> Node:
        while True:
            if self._take("."):
                node = Path(node, self._field())
            elif self._is("[") and not (self._ends and self._ends[-1]):
                self._at += 1
                node = Filter(node, self._inside(self.expression))
                self._expect("]")
            else:
                return node

    def _inside(self, read: Callable[[], Node]) -> Node:
        """Read within brackets, where an end of an interval around is no matter."""
        self._ends.append(False)
        try:
            return read()
        finally:
            self._ends.pop()

    def _field(self) -> str:
        for name, size in self._many.items():
            if self._joined(size) == name:
                self._at += size
                return name
        return self._word()

    def _word(self) -> str:
        token = self._now
        if token.kind not in ("word", "tick"):
            raise FeelError(f"a name is expected before “{token.text or 'the end'}”")
        self._at += 1
        return token.text

    def _joined(self, size: int) -> str:
        return " ".join(token.text for token in self._tokens[self._at : self._at + size])

    # values ----------------------------------------------------------------------------------------------------------

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
        for name, size in sorted(self._many.items(), key=lambda item: -item[1]):
            if self._joined(size) == name and not self._is("(", ahead=size):
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

    # unary tests -----------------------------------------------------------------------------------------------------

    def tests(self) -> Tests:
        """Unary tests, one or more."""
        start = self._at
        if self._is("not") and self._is("(", ahead=1):
            self._at += 2
            try:
                inner = self.tests()
                if (not inner.negated and self._take(")") and self._is(")", ",", "")) or self._now.kind == "end":
                    return Tests(inner.tests, True)
            except FeelError:
                pass
            self._at = start
        found = [self._test()]
        while self._take(","):
            found.append(self._test())
        return Tests(tuple(found))

    def _compared(self) -> Test | None:
        sign = next((sign for sign in COMPARED if self._take(sign)), None)
        return Test(sign, self._sum()) if sign else None

    def _test(self) -> Test:
        start = self._at
        if (compared := self._compared()) is not None:
            return compared
        if self._take("in"):
            return Test("", self._sum())
        node = self.expression()
        asks = any(token.kind == "word" and token.text == "?" for token in self._tokens[start : self._at])
        return Test("", node, asks)
