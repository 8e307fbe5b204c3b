"""What the engine refuses, in words for people."""

from __future__ import annotations

from processes.messages import _, joined


class EngineError(Exception):
    """Something could not be done with an instance; `code` is stable, `words` are for people, `detail` for programs.

    `at` is what of a script or expression could not be carried out: the number of its line, 0 for none, and its text.
    """

    code = "ENGINE"
    at: tuple[int, str] | None = None

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
        super().__init__(_("Expected the form to be filled in, but {faults}", faults=joined("; ", errors.values())))
        self.errors = errors


class ScriptRejected(EngineError):
    """A script or condition failed or went over its limits; in line `line` of it, where that is known."""

    code = "SCRIPT"

    def __init__(self, words: str, line: int = 0) -> None:
        super().__init__(words)
        self.line = line


class StepFailed(EngineError):
    """A step of the model could not be carried out while the instance ran."""

    code = "STEP_FAILED"


def words_of(error: Exception) -> str:
    """Give what an error says: a message as it is, without a language."""
    said = error.args[0] if len(error.args) == 1 else None
    return said if isinstance(said, str) else str(error)
