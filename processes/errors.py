"""What the engine refuses, in words for people."""

from __future__ import annotations


class EngineError(Exception):
    """Something could not be done with an instance; `code` is stable, `words` are for people, `detail` for programs."""

    code = "ENGINE"

    def __init__(self, words: str, **detail: str) -> None:
        super().__init__(words)
        self.words = words
        self.detail = detail


class CannotRun(EngineError):
    """The model cannot be run; `words` say why in one sentence."""

    code = "CANNOT_RUN"


class NotOpen(EngineError):
    """The task is not (or no longer) open."""

    code = "NOT_OPEN"


class InvalidForm(EngineError):
    """The data of a form does not fit; `errors` says it field by field."""

    code = "INVALID_FORM"

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("Expected the form to be filled in, but " + "; ".join(errors.values()))
        self.errors = errors


class ScriptRejected(EngineError):
    """A script or condition failed or went over its limits."""

    code = "SCRIPT"


class StepFailed(EngineError):
    """A step of the model could not be carried out while the instance ran."""

    code = "STEP_FAILED"


def expect(condition: bool, words: str) -> None:
    """Raise StepFailed with these words unless the condition holds."""
    if not condition:
        raise StepFailed(words)
