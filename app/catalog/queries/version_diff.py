"""Two versions side by side: what changed in words, and what to mark in the drawing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from app.catalog.queries import UNTELLABLE, Incomparable, Unreadable, files_of, model
from app.catalog.tables import Version
from app.kernel.db import outside_locks
from app.kernel.i18n import _, ngettext, sentences
from processes import change, decisions
from processes.called import quoted
from processes.engine import Prepared
from processes.json_text import parsed
from processes.model import Graph, Model

_TEXTS = frozenset({"retitled", "instructed", "condition", "script", "form", "settings", "documentation", "annotation"})
SUMMED_UP = 3
Marks = dict[str, list[dict[str, str]]]
Ways = Version | Prepared
FIRST = _("The first version")
UNREADABLE = _("What it changes cannot be told: one of the two files cannot be read any more")


@dataclass(frozen=True)
class Compared:
    """What changed between two versions, and the marks for one overlaid canvas."""

    diff: change.Diff
    marks: Marks
    sentence: str

    @property
    def besides(self) -> list[change.Change]:
        """What changed and cannot be marked in the drawing, or only there, with the texts before and after."""
        marked = {mark["label"] for marks in self.marks.values() for mark in marks}
        found = [one for one in self.diff.changes if one.kind != "layout"]
        return [one for one in found if one.words not in marked or one.kind in _TEXTS]

    @property
    def told(self) -> list[change.Change]:
        """All that changed but for the drawing."""
        return [one for one in self.diff.changes if one.kind != "layout"]


def compared(session: Session, before: Version, after: Version) -> Compared:
    """Compare two versions, the files beside their models too; raises Unreadable or Incomparable."""
    first, second = model(before), model(after)
    was, now = files_of(session, before.id), files_of(session, after.id)
    try:
        found = _with_files(told_apart(first, second), _of_files(was, now))
        return Compared(found, marks_between(first, second), _in_a_sentence(before, after, first, second, found))
    except UNTELLABLE as error:
        raise Incomparable from error


def compared_or_not(session: Session, before: Version, after: Version) -> tuple[Compared | None, str]:
    """Compare two versions; where that cannot be done give None, and why not for people to read."""
    try:
        return compared(session, before, after), ""
    except (Unreadable, Incomparable) as error:
        return None, error.words


def compared_with(
    session: Session, before: Version, now: Model, files: Mapping[str, bytes] | None, runs_as: Ways | None = None,
    was: Mapping[str, bytes] | None = None,
) -> Compared:  # fmt: skip
    """Compare a version with what somebody has not published yet; without `files` those beside it stay.

    `was` are those, where they are known already. Raises Unreadable or Incomparable.
    """
    first = model(before)
    if files is not None and was is None:
        was = files_of(session, before.id)
    try:
        found = _with_files(told_apart(first, now), [] if files is None else _of_files(was or {}, files))
        return Compared(found, {}, _in_a_sentence(before, runs_as or before, first, now, found))
    except UNTELLABLE as error:
        raise Incomparable from error


def told_apart(first: Model, second: Model) -> change.Diff:
    """Give the differences of two models, in a unit of work worked out before it: of large ones that takes long."""
    return outside_locks.before(_key(first, second), partial(change.diff, first, second))


def tell_apart(first: Model, second: Model) -> None:
    """Work out the differences of two models now, for a unit of work that begins later."""
    with suppress(*UNTELLABLE):
        outside_locks.outside(_key(first, second), partial(change.diff, first, second))


def _key(first: Model, second: Model) -> str:
    return f"differences {first.sha256} {second.sha256}"


def _in_a_sentence(before: Ways, after: Ways, first: Model, second: Model, found: change.Diff) -> str:
    return change.brief(first, second, found.changes, _run_otherwise(before, after))


def _run_otherwise(before: Ways, after: Ways) -> list[str]:
    """What to say first where the newer one is carried out in another way."""
    if before.runs != after.runs:
        return [_("it can run again") if after.runs else _("it cannot run any more")]
    if before.mode == after.mode or not after.runs:
        return []
    return [_("run it as it is modelled") if after.mode == "executable" else _("let people decide which way it goes")]


def _of_files(was: Mapping[str, bytes], now: Mapping[str, bytes]) -> list[change.Change]:
    """A change for each file that differs, with what it said and says: its decisions, then fields and cells."""
    return [
        change.Change(
            "file", "", sentences(*_of_decisions(_only(name, was), _only(name, now)), *words),
            _plain(was[name]) if name in was else None, _plain(now[name]) if name in now else None,
        )
        for name, words in change.file_changes(was, now).items()
    ]  # fmt: skip


def _of_decisions(was: Mapping[str, bytes], now: Mapping[str, bytes]) -> tuple[str, ...]:
    try:
        return decisions.differences(was, now)
    except UNTELLABLE:
        return ()


def _only(name: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: files[name]} if name in files else {}


def _plain(content: bytes) -> str:
    """A file as text, JSON with a line for each value."""
    text = content[: 4 * change.LONGEST].decode("utf-8", "replace")
    try:
        return json.dumps(parsed(text), indent=1, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _with_files(found: change.Diff, files: list[change.Change]) -> change.Diff:
    """The differences with those of the files, each a change of its own."""
    if not files:
        return found
    left = len(files) - SUMMED_UP
    more = ngettext("{n} more file beside it changed.", "{n} more files beside it changed.", left) if left > 0 else ""
    words = [one.words for one in files[:SUMMED_UP]]
    summary = sentences(found.summary if found.changes else "", *words, more)
    return replace(found, changes=(*found.changes, *files), summary=summary)


def marks_between(first: Model, second: Model) -> Marks:
    """Give what to mark on the canvas that shows two models at once, each with words that say what it is."""
    found, old, new = change.overlay(first, second), first.graph, second.graph
    return {
        "removed": _said(found.removed, old), "added": _said(found.added, new),
        "changed": _said(found.changed, new), "rerouted": _said(found.rerouted, new),
    }  # fmt: skip


def _said(marks: tuple[change.Mark, ...], graph: Graph) -> list[dict[str, str]]:
    """Give marks as the canvas reads them: `words` is a sentence that says what happened, where there is one.

    `label` is the sentence, or else the name of what is marked.
    """
    return [{"id": mark.id, "label": mark.words or _named(mark.id, graph), "words": mark.words} for mark in marks]


def _named(element: str, graph: Graph) -> str:
    flow = graph.flows.get(element)
    if flow is None:
        return _step(element, graph)
    return _("the way from {source} to {target}", source=_step(flow.source, graph), target=_step(flow.target, graph))


def _step(element: str, graph: Graph) -> str:
    return quoted(graph.label(element))
