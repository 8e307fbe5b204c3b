"""Changing processes as values: operations, the gate, differences, and replaying a change elsewhere."""

from processes.change.apply import Changed, apply
from processes.change.contract import TROUBLES, Consent, Operation, Parameter, Step
from processes.change.diff import OF_NO_WORK, Change, Diff, diff
from processes.change.diff.companions import file_changes
from processes.change.diff.overlay import Mark, Overlay, overlay
from processes.change.diff.text import LONGEST, Piece, Read, Reading, compared, readable
from processes.change.effects import Effect
from processes.change.kinds import KINDS, Eliminate, Instruct, Retitle, against, operation_from, operation_to
from processes.change.picture import Heading, picture
from processes.change.rebase.companions import Carried, carry_file
from processes.change.rebase.operations import operations_between, rebase, whole_change
from processes.change.rebase.version import carry
from processes.change.refusal import CannotChange, Choice, Refusal
from processes.change.sequence import astray, in_turn, pinned
from processes.change.summary.brief import brief
from processes.change.summary.markdown import as_markdown
from processes.change.summary.strip import Strip, strip
from processes.change.summary.titles import is_of_another, suggested
from processes.change.summary.words import in_words
from processes.change.try_each import Result, Try, try_each_step, try_kind
from processes.change.undo import undo

__all__ = [
    "KINDS",
    "LONGEST",
    "OF_NO_WORK",
    "TROUBLES",
    "CannotChange",
    "Carried",
    "Change",
    "Changed",
    "Choice",
    "Consent",
    "Diff",
    "Effect",
    "Eliminate",
    "Heading",
    "Instruct",
    "Mark",
    "Operation",
    "Overlay",
    "Parameter",
    "Piece",
    "Read",
    "Reading",
    "Refusal",
    "Result",
    "Retitle",
    "Step",
    "Strip",
    "Try",
    "against",
    "apply",
    "as_markdown",
    "astray",
    "brief",
    "carry",
    "carry_file",
    "compared",
    "diff",
    "file_changes",
    "in_turn",
    "in_words",
    "is_of_another",
    "operation_from",
    "operation_to",
    "operations_between",
    "overlay",
    "picture",
    "pinned",
    "readable",
    "rebase",
    "strip",
    "suggested",
    "try_each_step",
    "try_kind",
    "undo",
    "whole_change",
]  # fmt: skip
