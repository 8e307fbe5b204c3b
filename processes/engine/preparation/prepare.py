"""Prepare a model for running: derive what runs, choose the mode, and say why if nothing does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from processes import companions
from processes.assumptions import Assumption
from processes.called import opening
from processes.engine.compile.definition import definition
from processes.engine.compile.inferred_fields import needs_of, typed_in_vain
from processes.engine.normalise import Normalised, normalise, root_of
from processes.engine.normalise.steps import cycles
from processes.engine.preparation.dry_run import dry_run_runnable
from processes.engine.values import Mode, Prepared
from processes.errors import EngineError
from processes.forms.variable_usage.use import in_words
from processes.messages import _, sentences


def prepare(
    xml: bytes,
    mode: str = "auto",
    files: Mapping[str, bytes] = companions.NONE,
    known: Mapping[str, str] = companions.NOBODY,
) -> Prepared:
    """What the import makes of a model; `auto` is executable where all of it can be executed. Raises Refused.

    `files` lie beside the model (decision tables, forms); those that cannot be read are said and left out. `known`
    gives the library's key of what a model may call.
    """
    root = root_of(xml)
    kept, left_out = companions.usable(files)
    prepared = _prepare_as(lambda mode: normalise(root, mode, kept, known), mode)
    return replace(prepared, assumptions=(*left_out, *prepared.assumptions))


def _prepare_as(made_in: Callable[[Mode], Normalised], mode: str) -> Prepared:
    if mode == "documenting":
        return _documenting(made_in)
    made = made_in("executable")
    if mode == "executable" and made.blockers:
        first = made.blockers[0].text
        why = _("It cannot be executed as modelled: {reason}", reason=first)
        return Prepared("executable", False, why, made.assumptions, None, made.steps, made.starts)
    if made.blockers:
        return _with_reasons(_documenting(made_in), made.blockers)
    prepared = _prepared(made, "executable", reason_not_runnable(made_in("documenting")))
    return replace(prepared, assumptions=(*prepared.assumptions, *_questions(prepared)))


def _with_reasons(prepared: Prepared, blockers: Iterable[Assumption]) -> Prepared:
    """People do what cannot be executed: say why it cannot, where the import knows."""
    why = {(a.code, a.element): a for a in blockers}
    return replace(prepared, assumptions=tuple(why.get((a.code, a.element), a) for a in prepared.assumptions))


def _questions(prepared: Prepared) -> Iterator[Assumption]:
    """What people are asked for because a condition or script reads it and nothing else supplies it, or in vain."""
    if prepared.runnable is None:
        return
    for step, name in needs_of(definition(prepared.runnable, "executable").scopes):
        title = opening(step.called or step.shown_at)
        kind = in_words(step.needs[name])
        text: str = _(
            "{step} asks for “{name}” ({kind}), because a condition, script or mapping needs it and no form has it.",
            step=title,
            name=name,
            kind=kind,
        )
        if not step.uses[name].certain:
            more = _(
                "Its model does not tell whether it is {kind}: give the step a form where it is something else.",
                kind=kind,
            )
            text = sentences(text, more)
        yield Assumption("ASKED_FOR", step.shown_at, text)
    for step, name in typed_in_vain(definition(prepared.runnable, "executable").scopes):
        text = _(
            "{step} asks for “{name}”, which is mapped into it and not out of it: what is typed there ends with the "
            "step.",
            step=opening(step.called or step.shown_at),
            name=name,
        )
        yield Assumption("ENDS_WITH_STEP", step.shown_at, text)


def without_dry_run(xml: bytes, files: Mapping[str, bytes] = companions.NONE) -> Prepared:
    """What can be said of a model without playing it through, where that was cut off from outside."""
    made = normalise(root_of(xml), "documenting")
    why = _("Playing it through took too long or went wrong: it is shown, but not run. Please report it with the file.")
    left_out = companions.usable(files)[1]
    return Prepared(None, False, why, (*left_out, *made.assumptions), None, made.steps, made.starts)


def _documenting(made_in: Callable[[Mode], Normalised]) -> Prepared:
    made = made_in("documenting")
    return _prepared(made, "documenting", reason_not_runnable(made))


def _prepared(made: Normalised, mode: Mode, why: str | None) -> Prepared:
    runs = why is None
    runnable = made.xml
    return Prepared(mode if runs else None, runs, why, made.assumptions, runnable, made.steps, made.starts)


def reason_not_runnable(made: Normalised) -> str | None:
    """Why a model in documenting mode cannot be played to an end, in one sentence; None if it can."""
    if not made.steps:
        return _("There is nothing to run: no process of the file holds a step.")
    try:
        return cycles.with_step_names(dry_run_runnable(made.xml).why, made.assumptions)
    except EngineError as error:
        return error.words
