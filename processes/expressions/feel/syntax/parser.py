"""FEEL text to a tree (DMN 1.5, 10.3.1.2): a small parser by hand; nothing it reads is ever carried out by Python."""

from __future__ import annotations

from functools import lru_cache

from processes.expressions.feel.errors import FeelError
from processes.expressions.feel.syntax.primary import COMPARED, PrimaryReader
from processes.expressions.feel.syntax.reader import Tangled
from processes.expressions.feel.syntax.tree import (
    Between,
    Call,
    Each,
    Filter,
    If,
    In,
    InstanceOf,
    Interval,
    Invoke,
    Negative,
    Node,
    Operation,
    Path,
    Test,
    Tests,
    depth,
)
from processes.messages import _

DEEPEST = 30
DEEPEST_TREE = 100
NO_NAMES: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def parse(text: str, names: frozenset[str] = NO_NAMES, types: frozenset[str] = NO_NAMES) -> Node:
    """The tree of an expression; `names` and `types` that are known, of one or several words; raises FeelError."""
    parser = Parser(text, names, types)
    node = parser.expression()
    parser.finish()
    _not_too_deep(node)
    return node


@lru_cache(maxsize=4096)
def parse_tests(text: str, names: frozenset[str] = NO_NAMES, types: frozenset[str] = NO_NAMES) -> Tests:
    """The unary tests of a table's cell; raises FeelError."""
    if text.strip() in ("", "-"):
        return Tests(anything=True)
    parser = Parser(text, names, types)
    tests = parser.tests()
    parser.finish()
    _not_too_deep(tests)
    return tests


def _not_too_deep(node: Node) -> None:
    if depth(node) > DEEPEST_TREE:
        raise FeelError(_("it is nested too deeply"))


class Parser(PrimaryReader):
    """Reads expressions and unary tests."""

    # expressions, loosest first --------------------------------------------------------------------------------------

    def expression(self) -> Node:
        """Any expression."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise FeelError(_("it is nested too deeply"))
        try:
            if self._take("if"):
                return self._if()
            if self._is("for", "some", "every") and self._ahead(1).kind in ("word", "tick"):
                return self._each()
            return self._left_associative(self._conjunction, "or")
        finally:
            self._depth -= 1

    def _conjunction(self) -> Node:
        return self._left_associative(self._negation, "and")

    def _if(self) -> If:
        condition = self.expression()
        self._expect("then")
        yes = self.expression()
        self._expect("else")
        return If(condition, yes, self.expression())

    def _each(self) -> Each:
        kind = self._now.text
        self._at += 1
        names: list[tuple[str, Node]] = []
        while True:
            name = self._words_until("in")
            self._expect("in")
            source = self.expression()
            if self._take(".."):
                source = Interval(source, self._sum(), steps=True)
            names.append((name, source))
            self._learn(name)
            if not self._take(","):
                break
        self._learn("partial")
        self._expect("return" if kind == "for" else "satisfies")
        return Each(kind, tuple(names), self.expression())

    def _negation(self) -> Node:
        """Python's `not x` beside FEEL's `not(x)`."""
        if self._is("not") and not self._is("(", ahead=1):
            self._at += 1
            return Call("not", (self._negation(),))
        return self._comparison()

    def _comparison(self) -> Node:
        node = last = self._sum()
        chained = False
        while True:
            if self._is(*COMPARED):
                sign = self._now.text
                self._at += 1
                right = self._sum()
                step = Operation(sign, last, right)
                node, last, chained = Operation("and", node, step) if chained else step, right, True
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

    def _in_tests(self) -> Tests:
        """What stands after `in`: one test, or several in brackets."""
        start = self._at
        if self._take("("):
            try:
                tests = self.tests()
                self._expect(")")
                return tests
            except Tangled:
                raise
            except FeelError:
                self._at = start
        return Tests((self._compared() or Test("", self._sum()),))

    def _sum(self) -> Node:
        return self._left_associative(self._product, "+", "-")

    def _product(self) -> Node:
        return self._left_associative(self._power, "*", "/")

    def _power(self) -> Node:
        return self._left_associative(self._signed, "**")

    def _signed(self) -> Node:
        if self._take("-"):
            self._depth += 1
            if self._depth > DEEPEST:
                raise FeelError(_("it is nested too deeply"))
            node = Negative(self._signed())
            self._depth -= 1
            return node
        return self._postfix(self._primary())

    def _postfix(self, node: Node) -> Node:
        while True:
            if self._take("."):
                node = Path(node, self._field())
            elif self._is("("):
                node = Invoke(node, *self._arguments())
            elif self._is("[") and not (self._ends and self._ends[-1]):
                self._at += 1
                node = Filter(node, self._inside(self.expression))
                self._expect("]")
            else:
                return node

    def _field(self) -> str:
        known = self._known_here()
        if known is None:
            return self._word()
        self._at += known[1]
        return known[0]

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
            except Tangled:
                raise
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
