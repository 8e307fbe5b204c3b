"""Decide: work a decision out on data, with all that it requires; data walked through, nothing carried out.

DMN 1.5, 10.4: a decision sees its input data, what the decisions it requires gave, and the functions it may call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from processes.decisions.evaluation import coercion
from processes.decisions.evaluation.prepared import PreparedDecisions
from processes.decisions.evaluation.run import EvaluationRun, Frame
from processes.decisions.model import Model, Service
from processes.decisions.result import CannotDecide, DecisionResult
from processes.errors import ScriptRejected
from processes.expressions import feel
from processes.expressions.bounds import counted_here
from processes.expressions.feel import Evaluation, FeelError
from processes.expressions.feel.temporal.calendar import Moment
from processes.expressions.feel.values import Function, plain
from processes.messages import _

TOO_MUCH = _(
    "Expected a decision that can be worked out in few steps, but it takes more. Ask of less data, or in smaller parts."
)


class Evaluator(PreparedDecisions):
    """Works decisions out; shared by all that decide with them."""

    def decide(
        self, id: str, data: Mapping[str, Any], now: Moment | None = None, lenient: bool = False
    ) -> DecisionResult:
        """What a decision gives on process data; raises CannotDecide, in a sentence, where it gives nothing.

        A value that is not of the decision's type is no answer; `lenient` gives null for it, as DMN does.
        """
        decision = self.decisions.get(id)
        model = decision.model if decision is not None and decision.model is not None else self._own
        with _in_words():
            work = Evaluation(data, self.types_of(model), now)
            made = EvaluationRun(self, work, lenient).decide(Frame(dict(data)), model, id, 0)
            return _plain(made, work)

    def serve(self, model: Model, service: Service, data: Mapping[str, Any]) -> Any:
        """What a decision service gives on process data, as process data; raises CannotDecide."""
        with _in_words():
            work = Evaluation(data, self.types_of(model))
            run = EvaluationRun(self, work)
            function = run.service(model, service)
            named = {name: data.get(name) for name, _kind in function.parameters}
            typed = {n: coercion.as_declared(work, named[n], kind, n) for n, kind in function.parameters}
            return plain(work.invoke(function, (), typed), work.budget)


@contextmanager
def _in_words() -> Iterator[None]:
    """Work something out, as code of a model, on its time; raises CannotDecide for whatever ends it."""
    try:
        with counted_here():
            yield
    except (feel.TooMuch, RecursionError):
        raise CannotDecide(TOO_MUCH) from None
    except ScriptRejected as error:
        raise CannotDecide(error.words) from None
    except FeelError as error:
        words = _("Expected a decision that can be worked out, but {fault}.", fault=error.words)
        raise CannotDecide(words) from None


def _plain(made: DecisionResult, work: Evaluation) -> DecisionResult:
    """What a decision gave as process data."""
    if isinstance(made.value, Function):
        raise CannotDecide(_("Expected a value, but the decision gives a function. Call it in another decision."))
    rows = tuple({name: plain(one, work.budget) for name, one in row.items()} for row in made.rows)
    before = {
        id: _plain(one, work) if not isinstance(one.value, Function) else DecisionResult(None)
        for id, one in made.before.items()
    }
    asked = tuple(plain(one, work.budget) for one in made.asked)
    return DecisionResult(plain(made.value, work.budget), rows, made.hits, asked, before)
