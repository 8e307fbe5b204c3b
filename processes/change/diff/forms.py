"""Forms compared field by field, in whichever dialect and file they are said."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from processes.change.diff.graph.match import Matching
from processes.change.diff.values import Change
from processes.change.draft import Draft
from processes.change.formfields.compare import Changed, compare, make
from processes.change.formfields.element_form import FIELDS, ElementForm
from processes.change.formfields.finding import form_of, forms, new_form, says_forms
from processes.change.formfields.rule import FormField, Source
from processes.change.names import label_of, listed, quoted, sentence
from processes.change.tree.canonical import Twig
from processes.change.tree.differences import Difference
from processes.messages import _, placed
from processes.model import Model
from processes.model.elements import NODES, S
from processes.model.graph import Graph

_GONE = _("{step} no longer asks for {field}.")
_NEW, _NEW_NEEDED = _("{step} now asks for {field} ({kind})."), _("{step} now insists on {field} ({kind}).")
_CALLED = _("In {step}, {field} is now called {now}.")
_KIND = _("In {step}, {field} is now {now} instead of {was}.")
_NEEDED, _OPTIONAL = _("{step} now insists on {field}."), _("{step} no longer insists on {field}.")
_HINT = _("In {step}, what is said below {field} reads otherwise.")
_KINDS: Mapping[str, str] = {
    "number": _("a number"), "integer": _("a whole number"), "boolean": _("yes or no"), "string": _("a text"),
    "array": _("a list"), "object": _("several values"),
}  # fmt: skip
_FORMATS: Mapping[str, str] = {"date": _("a date"), "time": _("a time"), "date-time": _("a date and time")}


@dataclass(frozen=True, slots=True)
class FormChanges:
    """What is said of the forms, and those of which all that differs is said: by step, or `#` and the form's own id."""

    changes: list[Change] = field(default_factory=list)
    told_whole: frozenset[str] = frozenset()


def form_changes(before: Model, after: Model, pairs: Matching) -> FormChanges:
    """A change for each field that came, went or reads otherwise."""
    said: list[Change] = []
    whole: set[str] = set()
    for old, new, found, told in forms_apart(before, after, pairs):
        said += (one for changed in found for one in _said(after.graph, new, changed))
        whole |= {key for key in (told, new, old) if told}
    return FormChanges(said, frozenset(whole))


def forms_apart(before: Model, after: Model, pairs: Matching) -> Iterator[tuple[str, str, tuple[Changed, ...], str]]:
    """The steps of both models whose forms differ: their ids, the fields, and the form's key where that is all."""
    if not (says_forms(before.xml) or says_forms(after.xml)):
        return
    drafts = Draft(before.copy_root(), before.files), Draft(after.copy_root(), after.files)
    was, now = (dict(forms(draft)) for draft in drafts)
    for old, new in pairs.nodes.items():
        mine, theirs = was.get(old), now.get(new)
        if (mine or theirs) is None:
            continue
        if mine is not None and theirs is not None and mine.content() == theirs.content():
            if not isinstance(theirs, ElementForm):
                yield old, new, (), theirs.key
            continue
        found = compare(mine, theirs)
        if found or theirs is None:
            yield old, new, found, _told(drafts[0], old, mine, theirs, found)


def _told(draft: Draft, step: str, mine: Source | None, theirs: Source | None, found: tuple[Changed, ...]) -> str:
    """The key of a form where these changes make the one into the other; '' where more than that differs."""
    if mine is None:
        node = draft.elements.get(step)
        if node is None or theirs is None or form_of(draft, node).elsewhere:
            return ""
        mine = new_form(draft, node)
    make(mine, found)
    if theirs is None:
        return mine.key if getattr(mine, "is_spare", False) else ""
    return theirs.key if type(mine) is type(theirs) and mine.content() == theirs.content() else ""


def _said(graph: Graph, step: str, changed: Changed) -> Iterator[Change]:
    name = label_of(graph, step)
    was, now = changed.was, changed.now
    if was is None or now is None:
        only = was or now
        assert only is not None
        said = _GONE if now is None else _NEW_NEEDED if only.required else _NEW
        words = placed(said, step=sentence(name), field=quoted(only.title), kind=kind_words(only))
        yield Change("form", step, words, was.title if was else None, now.title if now else None)
        return
    about = {"step": name, "field": quoted(was.title)}
    if was.title != now.title:
        yield Change("form", step, placed(_CALLED, **about, now=quoted(now.title)), was.title, now.title)
    if was.kind != now.kind:
        kinds = kind_words(was), kind_words(now)
        yield Change("form", step, placed(_KIND, **about, was=kinds[0], now=kinds[1]), str(kinds[0]), str(kinds[1]))
    if was.required != now.required:
        said = _NEEDED if now.required else _OPTIONAL
        yield Change("form", step, placed(said, step=sentence(name), field=quoted(now.title)), was.title, now.title)
    if was.rule.get("description") != now.rule.get("description"):
        texts = was.rule.get("description"), now.rule.get("description")
        yield Change("form", step, placed(_HINT, **about), *texts)


def kind_words(one: FormField) -> str:
    """What may stand in a field, in words."""
    rule: Mapping[str, Any] = one.rule
    if isinstance(rule.get("enum"), list):
        labels = rule.get("x-labels") if isinstance(rule.get("x-labels"), dict) else {}
        names = [quoted(str((labels or {}).get(str(value), value))) for value in rule["enum"][:8]]
        return _("a choice of {options}", options=listed(names, "or"))
    return _FORMATS.get(str(rule.get("format"))) or _KINDS.get(str(rule.get("type")), _KINDS["string"])


def in_form(found: Difference, told: Collection[str]) -> bool:
    """Whether a difference of two files lies in one of the forms of which all is told."""
    chain = list(found.twig.up())
    embedded = next((t for t in chain if t.local == "userTaskForm"), None)
    if embedded is not None:
        return f"#{embedded.id}" in told
    holder = next((t for t in chain if t.bpmn in NODES), None)
    if holder is None or holder.id not in told:
        return False
    if found.what == "attribute" and found.twig is holder:
        return found.name == f"{S}form"
    if found.what in ("added", "removed") and _is_spare(found.twig):
        return False
    if any(t.tag == f"{S}form" for t in chain) and not _is_json(found):
        return False
    inner = chain[: chain.index(holder)]
    holds = found.twig.bpmn == "extensionElements" and all(t.tag == f"{S}form" for t in found.twig.children)
    return holds or any(t.tag == f"{S}form" or t.local in FIELDS for t in inner)


def _is_json(found: Difference) -> bool:
    """Whether a difference of a form is one of what is read as JSON: all else that stands in it, no field says."""
    if found.what in ("added", "removed"):
        return found.twig.tag == f"{S}form"
    return found.what == "text" and all(_reads(text) for text in (found.was, found.now))


def _reads(text: str | None) -> bool:
    try:
        return not (text or "").strip() or json.loads(text or "") is not None
    except (ValueError, RecursionError):
        return False


def _is_spare(form: Twig) -> bool:
    """Whether a form, or what holds it, stands beside another one of the same step: only the first of them is read."""
    if form.tag != f"{S}form" and form.bpmn != "extensionElements":
        return False
    return form.parent is not None and sum(one.tag == form.tag for one in form.parent.children) > 1
