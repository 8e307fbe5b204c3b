"""The words and signs of a JUEL expression (JSR 341)."""

from __future__ import annotations

import re

from processes.expressions.feel.errors import FeelError
from processes.messages import _

LONGEST = 20_000
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?[lLdDfF]?)
    |(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<word>[A-Za-z_$]\w*)
    |(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]])""",
    re.VERBOSE | re.DOTALL,
)
WORDS = {
    "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "and": "&&", "or": "||", "not": "!",
    "div": "/", "mod": "%",
}  # fmt: skip


def tokens_of(text: str) -> list[tuple[str, str]]:
    """Each token as its kind and text, words for signs as those signs; FeelError for what is none."""
    if len(text) > LONGEST:
        raise FeelError(_("it is longer than {longest} characters", longest=LONGEST))
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FeelError(_("“{text}” at place {at} means nothing there", text=text[at], at=str(at + 1)))
        kind, said = str(match.lastgroup), match.group()
        at = match.end()
        if kind == "word" and said in WORDS and (not found or found[-1][1] != "."):
            kind, said = "sign", WORDS[said]
        if kind != "space":
            found.append((kind, said))
    return found
