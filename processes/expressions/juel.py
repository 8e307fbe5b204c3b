"""JUEL, the expression language of Camunda 7 and Flowable: its common part, translated into Python's words.

A name that is not there is an error, as it is there too. What calls beans or methods that are not known is not
translated.
"""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Callable
from functools import lru_cache

from processes.expressions.feel.errors import FeelError
from processes.expressions.juel_lexer import tokens_of
from processes.messages import _, pgettext

DEEPEST = 30
END = pgettext("of a text", "the end")
CONSTANTS = {"true": "True", "false": "False", "null": "None"}
SAFE = {"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
HOLDERS = frozenset({"execution", "task", "caseExecution", "variables", "vars"})
READERS = frozenset({"getVariable", "getVariableLocal", "get", "getOrDefault"})
METHODS: dict[tuple[str, int], str] = {
    ("equals", 1): "({0} == {1})", ("equalsIgnoreCase", 1): "({0}.lower() == {1}.lower())",
    ("contains", 1): "({1} in {0})", ("containsKey", 1): "({1} in {0})", ("isEmpty", 0): "(len({0}) == 0)",
    ("size", 0): "len({0})", ("length", 0): "len({0})", ("startsWith", 1): "{0}.startswith({1})",
    ("endsWith", 1): "{0}.endswith({1})", ("toLowerCase", 0): "{0}.lower()", ("toUpperCase", 0): "{0}.upper()",
    ("trim", 0): "{0}.strip()", ("get", 1): "{0}[{1}]", ("booleanValue", 0): "{0}", ("intValue", 0): "int({0})",
    ("longValue", 0): "int({0})", ("doubleValue", 0): "float({0})", ("toString", 0): "str({0})",
}  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z_]\w*")


@lru_cache(maxsize=4096)
def translated(text: str) -> str:
    """The expression between `${` and `}` in Python's words; raises FeelError, saying why, where there are none."""
    parser = _Parser(text)
    found = parser.ternary()
    parser.finish()
    return found[1:-1] if _wrapped(found) else found


def _wrapped(text: str) -> bool:
    """Whether a pair of brackets holds the whole text, and there is no quote that could hide another."""
    if not (text.startswith("(") and text.endswith(")")) or "'" in text or '"' in text:
        return False
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and at < len(text) - 1:
            return False
    return True


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = tokens_of(text)
        self._at = 0
        self._depth = 0

    @property
    def _now(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _take(self, *signs: str) -> str:
        kind, text = self._now
        if kind == "sign" and text in signs:
            self._at += 1
            return text
        return ""

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise FeelError(_("“{text}” is expected before “{before}”", text=sign, before=self._now[1] or END))

    def finish(self) -> None:
        """Raise FeelError where something is left over."""
        if self._now[0] != "end":
            raise FeelError(_("“{text}” is not expected there", text=self._now[1]))

    def ternary(self) -> str:
        """`condition ? yes : no`, or anything tighter."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise FeelError(_("it is nested too deeply"))
        found = self._either()
        if self._take("?"):
            yes = self.ternary()
            self._expect(":")
            found = f"({yes} if {found} else {self.ternary()})"
        self._depth -= 1
        return found

    def _either(self) -> str:
        return self._joined(lambda: self._joined(self._equal, {"&&": "and"}), {"||": "or"})

    def _joined(self, inner: Callable[[], str], signs: dict[str, str]) -> str:
        found = [inner()]
        while sign := self._take(*signs):
            found += [signs[sign], inner()]
        if len(found) > 400:
            raise FeelError(_("it is too long"))
        return found[0] if len(found) == 1 else f"({' '.join(found)})"

    def _equal(self) -> str:
        left = self._order()
        while sign := self._take("==", "!="):
            left = _equality(left, sign, self._order())
        return left

    def _order(self) -> str:
        left = self._sum()
        while sign := self._take("<", "<=", ">", ">="):
            left = f"({left} {sign} {self._sum()})"
        return left

    def _sum(self) -> str:
        signs = {"+": "+", "-": "-"}
        return self._joined(lambda: self._joined(self._unary, {"*": "*", "/": "/", "%": "%"}), signs)

    def _unary(self) -> str:
        kind, text = self._now
        if (kind, text) == ("sign", "!") or (kind, text) == ("sign", "-") or (kind, text) == ("word", "empty"):
            self._at += 1
            self._depth += 1
            if self._depth > DEEPEST:
                raise FeelError(_("it is nested too deeply"))
            inner = self._unary()
            self._depth -= 1
            if text == "empty":
                return f"({inner} in (None, '', [], {{}}))"
            return f"(not {inner})" if text == "!" else f"(-{inner})"
        return self._value()

    def _value(self) -> str:
        found = self._primary()
        while True:
            if self._take("."):
                found = self._member(found)
            elif self._take("["):
                found = f"{found}[{self.ternary()}]"
                self._expect("]")
            else:
                return found

    def _primary(self) -> str:
        kind, text = self._now
        self._at += 1
        if kind == "number":
            return _number(text.rstrip("lLdDfF"))
        if kind == "text":
            return repr(re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL))
        if kind == "word":
            return self._word(text)
        if text == "(":
            found = self.ternary()
            self._expect(")")
            return found if found.startswith("(") else f"({found})"
        raise FeelError(_("a value is expected before “{before}”", before=text or END))

    def _word(self, name: str) -> str:
        if name in CONSTANTS:
            return CONSTANTS[name]
        if self._now == ("sign", "("):
            raise FeelError(_("the function “{name}” is not known", name=name))
        if not _usable(name):
            raise FeelError(_("“{name}” cannot be used as a name", name=name))
        return name

    def _member(self, of: str) -> str:
        kind, name = self._now
        if kind != "word":
            raise FeelError(_("a name is expected before “{before}”", before=name or END))
        self._at += 1
        if not self._take("("):
            return f"{of}[{name!r}]"
        args = []
        while self._now != ("sign", ")"):
            args.append(self.ternary())
            if not self._take(","):
                break
        self._expect(")")
        if of in HOLDERS and name in READERS and len(args) == 1:
            return _variable(args[0])
        pattern = METHODS.get((name, len(args)))
        if pattern is None or of in HOLDERS:
            raise FeelError(_("it calls “{called}”, which is not known", called="".join((of, ".", name, "(…)"))))
        return pattern.format(of, *args)


def _variable(said: str) -> str:
    name = said[1:-1]
    if said[:1] not in "'\"" or not _usable(name):
        raise FeelError(_("it reads a variable whose name is not plain"))
    return name


def _usable(name: str) -> bool:
    return bool(_PLAIN.fullmatch(name)) and name.isidentifier() and not keyword.iskeyword(name) and name[:2] != "__"


def _number(text: str) -> str:
    if set(text) & set(".eE"):
        number = float(text)
        if not math.isfinite(number):
            raise FeelError(_("a number in it is too large"))
        return repr(number)
    if len(text) > 300:
        raise FeelError(_("a number in it is too large"))
    return str(int(text))


def _equality(left: str, sign: str, right: str) -> str:
    """JUEL compares a truth or a number with a text by what the text says."""
    for one, other in ((left, right), (right, left)):
        said = other[1:-1] if other[:1] in "'\"" and other[-1:] == other[:1] else None
        if said is not None and (said in ("true", "false") or re.fullmatch(r"-?\d{1,15}(\.\d+)?", said)):
            value = {"true": "True", "false": "False"}.get(said) or repr(float(said) if "." in said else int(said))
            if re.fullmatch(r"[\w\[\]'.]+", one) and not one[0].isdigit():
                return f"({one} {'in' if sign == '==' else 'not in'} ({value}, {other}))"
    return f"({left} {SAFE[sign]} {right})"
