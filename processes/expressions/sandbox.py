"""Carry out scripts and conditions in Monty worker processes: own interpreter, limited time and memory, text results.

Only the names that a script mentions go in, and only what it changed comes out, as JSON text of limited size.
"""

from __future__ import annotations

import os
import threading
from datetime import datetime
from typing import Any, cast

import orjson

from processes.errors import ScriptRejected
from processes.expressions import fast_path, feel, juel_values
from processes.expressions.bounds import counted_here, counting
from processes.expressions.failures import LONGEST_SHOWN, failed, line_in, line_of
from processes.expressions.feel.temporal.calendar import from_datetime
from processes.expressions.language import LONGEST, PRELOADED, display_text, feel_in, juel_in, variables_in
from processes.expressions.sandbox_proxy import LOST, SandboxProxy
from processes.expressions.unsupported_syntax import DELETED, without_del
from processes.messages import _

LARGEST_BYTES = 1_000_000
_TRUTHS = {"true": True, "false": False}
LIMITS = {
    "max_feed_duration_secs": 1.0,
    "max_memory": 64 << 20,
    "max_recursion_depth": 200,
    "max_suspensions": 200,
}
_MODULES = ("datetime", "decimal", "math", "re")
_ENCODE = """
import json
def _enc_(v):
    if v is None or isinstance(v, (bool, int, float, str)): return v
    if isinstance(v, dict):
        for k in v:
            if not isinstance(k, str): raise TypeError('only text keys may be stored in process data')
        return {k: _enc_(x) for k, x in v.items()}
    if isinstance(v, (list, tuple, set, frozenset)): return [_enc_(x) for x in v]
    %s
    return {'$drop': 1}
"""
# Only what imports these modules can make such values; to import them costs more than most scripts.
_ENCODE_MORE = """if isinstance(v, (datetime.datetime, datetime.date)): return v.isoformat()
    if isinstance(v, datetime.timedelta): return v.total_seconds()
    if isinstance(v, decimal.Decimal): return str(v)"""
_SHOW_TRUTH = 'print(); print("true" if _r_ is True else "false" if _r_ is False else "more")'
_SHOW_VALUE = 'print(); print(json.dumps({"v": _enc_(_r_)}))'
_SHOW_ALL = "print(); print(json.dumps({k: _enc_(v) for k, v in locals().items()}))"

# Where Monty's runtime was started first: it does not survive a fork, so a forked process asks another process instead.
_started_in: int | None = None


class Sandbox:
    """A pool of workers, made on first use and again after a fork; it counts what it did, roughly, for who watches."""

    def __init__(self, workers: int = 4) -> None:
        self._workers = workers
        self._pool: Any = None
        self._owner: int | None = None
        self._lock = threading.Lock()
        self._inherited: list[Any] = []
        self._proxy = SandboxProxy()
        self.calls = self.refused = self.busy = 0
        os.register_at_fork(after_in_child=self._after_fork)

    def evaluate(self, expression: str, data: dict[str, Any], now: datetime | None = None) -> Any:
        """The value of an expression, at this moment where it asks for the time; ScriptRejected where it has none."""
        try:
            return self._evaluate(expression, data, now)
        except ScriptRejected as error:
            error.at = (0, display_text(expression)[:LONGEST_SHOWN])
            raise

    def _evaluate(self, expression: str, data: dict[str, Any], now: datetime | None) -> Any:
        if len(expression) > LONGEST:
            raise ScriptRejected(_("Expected a short expression, but it is too long."))
        text = feel_in(expression)
        if text is not None:
            with counted_here():
                return _feel(text, data, now)
        juel = juel_in(expression)
        if juel is not None:
            with counted_here():
                return juel_values.evaluate(juel, data)
        known = _facts_read(expression, data)
        found = fast_path.truth(expression, known)
        return self.evaluate_in_worker(expression, known) if found is None else found

    def evaluate_in_worker(self, expression: str, known: dict[str, Any]) -> Any:
        """The value of an expression as a worker finds it; ScriptRejected, in words, where it has none."""
        return self._feed(f"_r_ = (\n{expression}\n)", known, _SHOW_VALUE, _SHOW_TRUTH).get("v")

    def execute(self, script: str, data: dict[str, Any]) -> dict[str, Any]:
        """What a script changed or added in the data; ScriptRejected, in words, where it fails."""
        if len(script) > LONGEST:
            raise ScriptRejected(_("Expected a short script, but it is too long."))
        known = _facts_read(script, data)
        found = fast_path.changes(script, known)
        try:
            return self.execute_in_worker(script, known) if found is None else found
        except ScriptRejected as error:
            error.at = (error.line, line_of(script, error.line))
            raise

    def execute_in_worker(self, script: str, known: dict[str, Any]) -> dict[str, Any]:
        """What a script changed or added as a worker finds it; ScriptRejected, in words, where it fails."""
        plain = without_del(script)
        try:
            found = self._feed(plain, known, _SHOW_ALL)
        except ScriptRejected as error:
            error.line = error.line if plain is script else 0
            raise
        return {
            name: None if value == DELETED else value
            for name, value in found.items()
            if not name.startswith("_")
            and name not in PRELOADED
            and value != {"$drop": 1}
            and (name not in known or known[name] != value)
        }

    def close(self) -> None:
        """Stop the workers of this process."""
        self._proxy.close()
        with self._lock:
            if self._pool is not None and self._owner == os.getpid():
                self._pool.__exit__(None, None, None)
                self._pool = self._owner = None

    def run(self, code: str, known: dict[str, Any], show: str, first: str = "") -> str:
        """What code prints in a worker of this process; ScriptRejected, in words, where it fails."""
        import pydantic_monty as monty

        before, encode = _surroundings(code)
        try:
            with self._workers_of_this_process().checkout(limits=LIMITS, os_policy={"sleep": "zero"}) as session:
                said = _ask(session, f"{before}{code}\n{first or encode + show}\nNone", known)
                return _ask(session, f"{encode}{show}\nNone", {}) if first and said not in _TRUTHS else said
        except monty.MontyCrashedError:
            raise ScriptRejected(LOST) from None
        except monty.MontyError as error:
            raise ScriptRejected(failed(error), line_in(code, before, error)) from None

    def _workers_of_this_process(self) -> Any:
        global _started_in
        import pydantic_monty as monty

        with self._lock:
            if self._owner != os.getpid():
                self._inherited.append(self._pool)
                _started_in = os.getpid()
                self._pool = monty.Monty(
                    min_processes=1,
                    max_processes=self._workers,
                    checkout_timeout=10,
                    request_timeout=3,
                    max_checkouts_per_worker=5000,
                ).__enter__()
                self._owner = os.getpid()
            return self._pool

    def _feed(self, code: str, known: dict[str, Any], show: str, first: str = "") -> dict[str, Any]:
        """Run code and give what `show` prints of it; `first` may print a truth value at once, which is the rule."""
        self.calls += 1
        self.busy += 1
        try:
            run = self.run if _started_in in (None, os.getpid()) else self._proxy.run
            with counting():
                said = run(code, known, show, first)
        except ScriptRejected:
            self.refused += 1
            raise
        finally:
            self.busy -= 1
        if first and said in _TRUTHS:
            return {"v": _TRUTHS[said]}
        try:
            return cast("dict[str, Any]", orjson.loads(said))
        except ValueError as error:
            raise ScriptRejected(_("Expected a result that can be stored, but it cannot.")) from error

    def _after_fork(self) -> None:
        """In a forked process: nothing of the parent's is touched, and its locks may be held by nobody that is left."""
        self._inherited += [self._pool, self._proxy]
        self._lock, self._proxy, self._pool, self._owner = threading.Lock(), SandboxProxy(), None, None


def _ask(session: Any, code: str, known: dict[str, Any]) -> str:
    """Run code in a worker and give the last line that it printed."""
    import pydantic_monty as monty

    shown = monty.CollectString(max_bytes=LARGEST_BYTES)
    session.feed_run(code, inputs=known, external_lookup={}, print_callback=shown)
    lines: list[str] = shown.output.rsplit("\n", 2)
    return lines[-2] if len(lines) > 1 else ""


def _surroundings(code: str) -> tuple[str, str]:
    """The imports that code relies on, and what encodes its values: short where it uses none of the modules."""
    if not any(module in code for module in (*_MODULES, "timedelta", "json", "import")):
        return "", _ENCODE % "pass"
    return f"import {', '.join(_MODULES)}, json; from datetime import timedelta\n", _ENCODE % _ENCODE_MORE


def _feel(text: str, data: dict[str, Any], now: datetime | None) -> Any:
    """FEEL is worked out here: it is data that is walked through, within bounds, and never carried out."""
    try:
        return feel.evaluate(text, data, None if now is None else from_datetime(now))
    except feel.TooMuch:
        raise ScriptRejected(
            _("Expected an expression that can be worked out in few steps, but it takes more.")
        ) from None
    except feel.FeelError as error:
        raise ScriptRejected(_("Expected FEEL that can be worked out, but {fault}.", fault=error.words)) from None


def _facts_read(code: str, data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in variables_in(code) if name in data and not name.startswith("_")}


SANDBOX = Sandbox()
