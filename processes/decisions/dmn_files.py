"""Answers by name: what decisions and decision services of DMN files give on data, or in words why nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.decisions.dmn.parse import models_in
from processes.decisions.evaluation.evaluator import Evaluator
from processes.decisions.model import Decision
from processes.decisions.result import CannotDecide
from processes.expressions.feel.temporal.calendar import Moment
from processes.messages import _


class DmnFiles:
    """The decisions of files, the first of which is asked; the others are those it imports."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._model = models_in(files)[0]
        self._evaluator = Evaluator(self._model.decisions)

    def answer(self, name: str, data: Mapping[str, Any], now: Moment | None = None) -> tuple[Any, str | None]:
        """The value of a decision or service, or null and why there is none."""
        try:
            found = self._decision_by_name(name)
            if found is not None:
                return self._evaluator.decide(found.id, data, now, lenient=True).value, None
            service = next((one for one in self._model.services.values() if name in (one.name, one.id)), None)
            if service is not None:
                return self._evaluator.serve(self._model, service, data), None
        except CannotDecide as error:
            return None, error.words
        return None, _(
            "Expected the decision “{name}”, but there is none in the file. Ask one that is there.", name=name
        )

    def _decision_by_name(self, name: str) -> Decision | None:
        known = self._model.decisions.values()
        by_name = (one for one in known if name in (one.name, one.id, one.result))
        return next(by_name, None)
