"""One decision worked out with all that it requires (DMN 1.5, 10.4): data, decisions, functions and services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from processes.decisions.evaluation import coercion
from processes.decisions.evaluation.evaluate_boxed import BoxedExpressions
from processes.decisions.evaluation.prepared import PreparedDecisions
from processes.decisions.model import EMPTY, Decision, Knowledge, Link, Model, Service
from processes.decisions.result import CannotDecide, DecisionResult
from processes.expressions.feel import Evaluation
from processes.expressions.feel.evaluation import types
from processes.expressions.feel.syntax.tree import Type
from processes.expressions.feel.values import Function
from processes.messages import _

DEEPEST = 20


@dataclass(slots=True)
class Frame:
    """What is given where decisions are worked out: data, values that stand in for elements, and what was made."""

    facts: Mapping[str, Any]
    instead: dict[tuple[str, str], Any] = field(default_factory=dict)
    made: dict[tuple[str, str], DecisionResult] = field(default_factory=dict)
    typed: dict[tuple[str, str], Any] = field(default_factory=dict)
    inner: dict[str, Frame] = field(default_factory=dict)

    def under(self, prefix: str) -> Frame:
        """What is given to a model imported by a name: what stands under this name in the data, and the rest."""
        if prefix not in self.inner:
            own = self.facts.get(prefix)
            facts = {**self.facts, **own} if isinstance(own, Mapping) else self.facts
            self.inner[prefix] = Frame(facts, self.instead)
        return self.inner[prefix]


class EvaluationRun:
    """One decision worked out, with all that it requires."""

    def __init__(self, prepared: PreparedDecisions, work: Evaluation, lenient: bool = True) -> None:
        self._prepared, self._work, self._lenient = prepared, work, lenient

    def decide(self, frame: Frame, model: Model, id: str, depth: int) -> DecisionResult:
        """What a decision gives; each is worked out once in a frame."""
        key = (model.namespace, id)
        if key in frame.instead:
            return DecisionResult(frame.instead[key])
        if key not in frame.made:
            frame.made[key] = self._evaluate(frame, model, id, depth)
        return frame.made[key]

    def _evaluate(self, frame: Frame, model: Model, id: str, depth: int) -> DecisionResult:
        decision = self._decision(model, id)
        if decision is None:
            raise CannotDecide(
                _("Expected the decision “{name}”, but there is none. Send its table with the model.", name=id)
            )
        if decision.fault == EMPTY and self._lenient:
            return DecisionResult(None)
        if decision.fault:
            raise CannotDecide(
                _(
                    "Expected a decision that is understood, but in “{name}” {fault}.",
                    name=decision.name,
                    fault=decision.fault,
                )
            )
        if depth > DEEPEST:
            raise CannotDecide(_("Expected decisions to end, but “{name}” requires itself.", name=decision.name))
        own = decision.model or model
        scope, before = self._required(frame, own, decision, depth)
        found = self._work.within([frame.facts, scope], lambda: self._result(own, decision))
        value = self._of_type(decision, found.value, depth)
        return DecisionResult(
            value,
            found.rows or (({decision.result: value},) if not decision.rules else ()),
            found.hits,
            found.asked,
            before,
        )

    def _decision(self, model: Model, id: str) -> Decision | None:
        """A decision as it was given to the evaluator, else as its model has it."""
        known = self._prepared.decisions.get(id)
        return known if known is not None and known.model in (None, model) else model.decisions.get(id, known)

    def _of_type(self, decision: Decision, found: Any, depth: int) -> Any:
        """The value as the declared type; a table may give several rows where its type speaks of one."""
        kind = types.resolved(decision.type, self._work)
        several = (
            decision.rules
            and isinstance(found, list | dict)
            and kind is not None
            and kind.kind not in ("list", "context", "all")
        )
        if several:
            return found
        value, fits = types.converted(found, decision.type, self._work)
        if not (fits or depth or self._lenient) and decision.type is not None:
            wanted = decision.type.name or decision.type.kind
            raise CannotDecide(
                _(
                    "Expected “{name}” to give a value of the type {type}, but it does not. Correct it.",
                    name=decision.name,
                    type=wanted,
                )
            )
        return value

    def _required(
        self, frame: Frame, model: Model, decision: Decision, depth: int
    ) -> tuple[dict[str, Any], dict[str, DecisionResult]]:
        """The names that a decision reads, and what the decisions that it requires gave."""
        scope: dict[str, Any] = {}
        before: dict[str, DecisionResult] = {}
        links = decision.links or tuple(Link("decision", "", one) for one in decision.requires)
        for link in links:
            if link.kind == "decision":
                other = self._at(model, link)
                made = self.decide(self._under(frame, model, other), other, link.id, depth + 1)
                before[link.id] = made
                known = self._decision(other, link.id)
                if known is None:
                    continue
                if other is model:
                    rows = made.rows[0] if len(made.rows) == 1 and known.rules else {}
                    scope = {**rows, **scope, known.id: made.value, known.name: made.value}
                self._bind(scope, model, other, known.result, made.value)
            elif link.kind == "data":
                other = self._at(model, link)
                if link.id in other.data:
                    found = self._data(self._under(frame, model, other), other, link.id)
                    self._bind(scope, model, other, other.data[link.id].name, found)
        self._functions(scope, model, links)
        for name in decision.names:
            if (
                name not in scope
                and name not in frame.facts
                and (found := coercion.otherwise(name, frame.facts)) is not None
            ):
                scope[name] = frame.facts[found]
        return scope, before

    def _at(self, model: Model, link: Link) -> Model:
        found = model.at(link.namespace)
        if found is None:
            raise CannotDecide(
                _(
                    "Expected the model “{name}”, which is in no file that came with it. Send it beside.",
                    name=link.namespace,
                )
            )
        return found

    def _bind(self, scope: dict[str, Any], model: Model, other: Model, name: str, found: Any) -> None:
        """A value by its name; what is imported stands under the name of the import."""
        prefix = model.prefix(other.namespace) if other is not model else ""
        if prefix:
            scope[prefix] = {**scope.get(prefix, {}), name: found}
        else:
            scope[name] = found

    def _data(self, frame: Frame, model: Model, id: str) -> Any:
        """What is given for input data, as its type says."""
        key, one = (model.namespace, id), model.data[id]
        if key in frame.instead:
            return frame.instead[key]
        if key not in frame.typed:
            frame.typed[key] = coercion.as_declared(self._work, _given_for(frame.facts, one.name), one.type, one.name)
        return frame.typed[key]

    def _under(self, frame: Frame, model: Model, other: Model) -> Frame:
        """The frame in which an imported model is worked out."""
        prefix = model.prefix(other.namespace) if other is not model else ""
        return frame.under(prefix) if prefix else frame

    def _functions(self, scope: dict[str, Any], model: Model, links: tuple[Link, ...]) -> None:
        """The functions that something may call: knowledge and decision services."""
        for link in links:
            if link.kind != "knowledge":
                continue
            other = self._at(model, link)
            if link.id in other.knowledge:
                known = other.knowledge[link.id]
                self._bind(scope, model, other, known.name, self._knowledge(other, known))
            elif link.id in other.services:
                service = other.services[link.id]
                self._bind(scope, model, other, service.name, self.service(other, service))

    def _knowledge(self, model: Model, known: Knowledge) -> Function:
        """A business knowledge model as a function: it knows its parameters and the functions that it requires."""
        body = known.body

        def _invoke(work: Evaluation, bound: dict[str, Any]) -> Any:
            scope: dict[str, Any] = {}
            self._functions(scope, model, known.links)
            return work.within([scope, bound], lambda: self._boxes(model).value(body.boxes[0]))

        result = types.given_by(known.type, self._work) or types.given_by(body.type, self._work)
        return Function(tuple(zip(body.names, body.types, strict=True)), _invoke, result)

    def service(self, model: Model, service: Service) -> Function:
        """A decision service as a function of its input data and input decisions."""
        parameters = [(link, *self._parameter(model, link)) for link in service.inputs]

        def _invoke(work: Evaluation, bound: dict[str, Any]) -> Any:
            instead = {(self._at(model, link).namespace, link.id): bound[name] for link, name, _kind in parameters}
            frame = Frame({}, instead)
            made = {}
            for link in service.outputs:
                other = self._at(model, link)
                made[other.decisions[link.id].result] = self.decide(frame, other, link.id, 1).value
            return next(iter(made.values())) if len(made) == 1 else made

        result = types.given_by(service.type, self._work)
        return Function(tuple((name, kind) for _link, name, kind in parameters), _invoke, result)

    def _parameter(self, model: Model, link: Link) -> tuple[str, Type | None]:
        other = self._at(model, link)
        if link.kind == "data":
            return other.data[link.id].name, other.data[link.id].type
        return other.decisions[link.id].result, other.decisions[link.id].type

    def _boxes(self, model: Model, names: frozenset[str] | None = None) -> BoxedExpressions:
        known = model.known if names is None else names
        return BoxedExpressions(
            self._work, model, known, model.type_names,
            lambda where, box: self._prepared.table(where, box.table, known),  # type: ignore[arg-type]
        )  # fmt: skip

    def _result(self, model: Model, decision: Decision) -> DecisionResult:
        names = model.known if decision.model is not None else frozenset(decision.names)
        body = self._prepared.body(decision)
        if body.kind != "table" or body.table is None:
            return DecisionResult(self._boxes(model, names).value(body))
        value, rows, hits, asked = self._prepared.table(model, body.table, names).evaluate(self._work)
        return DecisionResult(value, tuple(rows), tuple(hits), tuple(asked))


def _given_for(facts: Mapping[str, Any], name: str) -> Any:
    """What the data say for a name."""
    if name in facts:
        return facts[name]
    other = coercion.otherwise(name, facts)
    return facts[other] if other is not None else None
