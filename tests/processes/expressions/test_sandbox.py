"""The sandbox: no attack gets out, leaks, or takes long; what people write works; what cannot work is named before."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from contextlib import suppress

import pytest

from processes.engine import ScriptRejected
from processes.expressions.language import condition, script_fault
from processes.expressions.sandbox import SANDBOX, Sandbox
from tests.processes.expressions.attacks import ATTACKS, CANARY, MARKER
from tests.processes.expressions.legitimate import CONDITIONS, DATA, SCRIPTS

SECRET = "nobody may read this"
NOT_POSSIBLE = {"generator": "line 2 uses yield"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox of its own, in whose surroundings a secret lies."""
    os.environ[CANARY] = SECRET
    made = Sandbox()
    yield made
    made.close()
    del os.environ[CANARY]


def test_there_are_as_many_as_there_should_be() -> None:
    assert (len(ATTACKS), len(SCRIPTS), len(CONDITIONS)) == (50, 40, 12)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gets_nothing(sandbox: Sandbox, name: str) -> None:
    MARKER.unlink(missing_ok=True)
    found = ""
    with suppress(ScriptRejected):
        found = repr(sandbox.execute(ATTACKS[name], copy.deepcopy(DATA)).get("r"))[:2000]
    assert not MARKER.exists()
    assert SECRET not in found and "<class" not in found and "<built-in" not in found and "root:" not in found
    assert sandbox.evaluate("1 + 1", {}) == 2


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name not in NOT_POSSIBLE])
def test_a_script_gives_what_it_should(name: str) -> None:
    script, expected = SCRIPTS[name]
    assert script_fault(script) is None
    found = {**DATA, **SANDBOX.execute(script, copy.deepcopy(DATA))}
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize("name", NOT_POSSIBLE)
def test_what_cannot_be_carried_out_is_named_before(name: str) -> None:
    assert NOT_POSSIBLE[name] in (script_fault(SCRIPTS[name][0]) or "")


@pytest.mark.parametrize(("python", "feel", "value"), CONDITIONS)
def test_conditions_say_the_same_in_both_languages(python: str, feel: str, value: bool) -> None:
    for text in (python, f"= {feel}"):
        found = condition(text)
        assert found is not None
        assert SANDBOX.evaluate(found, copy.deepcopy(DATA)) is value


FAULTS = [
    ("def f():\n    yield 1", "line 2 uses yield"),
    ("class A: pass\nclass B(A): pass", "line 2 makes a class of another class"),
    ("class A:\n    @property\n    def x(self): return 1", "line 1 uses a property"),
    ("try:\n    1/0\nexcept* ValueError:\n    pass", "line 1 uses except*"),
    ("from math import *", "line 1 imports all names"),
    ("import collections.abc", "line 1 imports “collections.abc”"),
    ("from collections import OrderedDict", "“OrderedDict”, which is not there"),
    ("x = 1\n\nreturn x", "line 3 returns outside of a function"),
    ("if 1:\n    return 2", "line 2 returns outside of a function"),
    ("x = [1, 2]\ndel x[0:1]", "line 2 deletes something else"),
    ("x = vars()", "line 1 uses “vars”"),
    ("x = [1] @ [2]", "line 1 uses @"),
    ("import enum\nimport uuid", "line 1 imports “enum”, which scripts may not use; line 2 imports “uuid”"),
    ("x = (", "line 1 is not valid Python"),
]


@pytest.mark.parametrize(("script", "words"), FAULTS)
def test_every_construct_that_cannot_run_is_named_with_its_line(script: str, words: str) -> None:
    assert words in (script_fault(script) or "")
    with pytest.raises(ScriptRejected):
        SANDBOX.execute(script, {})


def test_what_could_run_but_may_not_is_named_too() -> None:
    assert "line 2 uses async" in (script_fault("a = 1\nasync def f():\n    return 1") or "")
    assert "imports “os”" in (script_fault("import os") or "")
    assert "“__import__”" in (script_fault("__import__('os')") or "")


FINE = [
    "x = 0\ndef f():\n    global x\n    x = 2\nf()",
    "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\ny = A(2).x",
    "import hashlib\nx = hashlib.sha256(b'a').hexdigest()",
    "match 3:\n    case 3:\n        x = 1\n    case _:\n        x = 2",
    "def f():\n    return 1\nx = f()",
    "from collections import Counter, defaultdict, deque, namedtuple\nx = 1",
]


@pytest.mark.parametrize("script", FINE)
def test_what_runs_is_not_refused(script: str) -> None:
    assert script_fault(script) is None
    assert SANDBOX.execute(script, {})


def test_other_languages_are_left_to_people() -> None:
    for language in ("groovy", "javascript", "text/javascript", "ruby", "feel"):
        assert "only Python is carried out" in (script_fault("x = 1", language) or "")
