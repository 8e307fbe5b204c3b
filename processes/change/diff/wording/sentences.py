"""Differences of files as sentences that people understand."""

from __future__ import annotations

from processes.change.diff.values import Change
from processes.change.diff.wording.kinds import kind_of, step_of
from processes.change.diff.wording.nouns import LONGEST, attribute, called, known_attribute, noun, short, shortened
from processes.change.names import label_of, listed, plain, sentence
from processes.change.tree.canonical import Canonical, Twig
from processes.change.tree.differences import Difference
from processes.messages import _, placed
from processes.model import Model
from processes.model.elements import NODES
from processes.model.names import refers_by_text

_TOKENS = frozenset({"errorCode", "escalationCode"})
_TEXTS = frozenset({
    "documentation", "text", "script", "conditionExpression", "condition", "timeDate", "timeDuration", "timeCycle",
    "loopCardinality", "loopCondition", "completionCondition", "from", "to", "transformation", "activationCondition",
    "expression", "formalExpression", "messagePath", "dataPath", "resourceAssignmentExpression",
})  # fmt: skip
_ENDS = _("{event} now ends the work of the step that it stands at.")
_NO_LONGER_ENDS = _("{event} no longer ends the work of the step that it stands at.")
_WAYS = {
    "targetRef": _("{way} led to {was} before."), "sourceRef": _("{way} came from {was} before."),
}  # fmt: skip


class Words:
    """The sentences of differences between two files."""

    def __init__(self, before: Model, after: Model, files: tuple[Canonical, Canonical]) -> None:
        self.old, self.new = before.graph, after.graph
        old, new = files
        self.ids = {**old.by_id, **new.by_id}

    def change(self, found: Difference) -> Change:
        """One difference in words."""
        twig = found.twig
        was, now = found.was, found.now
        if found.what in ("added", "removed"):
            text = _content(twig)
            was, now = (text, None) if found.what == "removed" else (None, text)
        return Change(kind_of(found), step_of(twig), self.of(found), was, now)

    def called(self, twig: Twig, *, gone: bool) -> str:
        """An element as a reader knows it, in the older or the newer model."""
        return called(twig, self.old if gone else self.new)

    def of(self, found: Difference) -> str:
        """One difference in a sentence."""
        old = found.after is None or found.name in ("name", "label")
        name = self.called(found.before if old and found.before else found.twig, gone=old)
        if found.what == "added":
            return _("{name} is new.", name=sentence(self._listed(name, found.twig)))
        if found.what == "removed":
            return _("{name} is gone.", name=sentence(self._listed(name, found.twig)))
        if found.what == "moved":
            return self._moved(found, name)
        if found.what == "order":
            return self._order(found, name)
        if found.what == "tag":
            kinds = {"kind": noun(found.twig), "before": noun(found.before or found.twig)}
            return _("{name} is now a {kind} instead of a {before}.", name=sentence(name), **kinds)
        return self._value(found, name)

    def _listed(self, name: str, twig: Twig) -> str:
        """What came or went, with what it says where a name alone would not tell it from others."""
        inner = _content(twig)
        if not inner or plain(inner) in name:
            return name
        return _("{name} ({content})", name=name, content=shortened(inner))

    def _value(self, found: Difference, name: str) -> str:
        if found.what == "attribute" and (said := self._known(found, name)):
            return said
        was, now = self._shown(found, found.was), self._shown(found, found.now)
        if found.what == "text":
            return self._text(found, name, was, now)
        whole = sentence(name)
        if found.name == "name" and found.now:
            return _("{name} is now called {now}.", name=whole, now=now)
        if what := known_attribute(found.name):
            if found.now is None:
                return _("{name} has no {what} any more (was {was}).", name=whole, what=what, was=was)
            if found.was is None:
                return _("{name} now has the {what} {now}.", name=whole, what=what, now=now)
            return _("{name} now has the {what} {now} (was {was}).", name=whole, what=what, now=now, was=was)
        what = attribute(found.twig, found.name)
        if found.now is None:
            return _("{name}: the {what} is gone; it was {was}.", name=whole, what=what, was=was)
        if found.was is None:
            return _("{name}: the {what} is new: {now}.", name=whole, what=what, now=now)
        return _("{name}: the {what} changed from {was} to {now}.", name=whole, what=what, was=was, now=now)

    def _known(self, found: Difference, name: str) -> str:
        """What is said of an attribute in words of its own: where a way leads, whether an event interrupts."""
        if found.name == "cancelActivity":
            said = _NO_LONGER_ENDS if found.now == "false" else _ENDS
            return placed(said, event=sentence(name))
        was, now = found.was or "", found.now or ""
        if found.name not in _WAYS or was not in self.old.nodes or now not in self.new.nodes:
            return ""
        return placed(_WAYS[found.name], way=sentence(name), was=label_of(self.old, was))

    def _text(self, found: Difference, name: str, was: str, now: str) -> str:
        """Text where none is expected is said to be text, not what the thing is."""
        twig = found.twig
        thing = sentence(_("the text of {name}", name=name) if twig.bpmn and not _is_text(twig) else name)
        if not plain(found.now or ""):
            return _("{name} is now empty; it was {was}.", name=thing, was=was)
        if plain(found.was or ""):
            return _("{name} is now {now} instead of {was}.", name=thing, now=now, was=was)
        return _("{name} is now {now}.", name=thing, now=now)

    def _shown(self, found: Difference, value: str | None) -> str:
        """A value; where it is the id of something that has a name, that name."""
        twig = self.ids.get(value or "")
        known = twig is not None and found.name not in ("id", "name") and found.name.endswith(("Ref", "default"))
        label = plain(twig.attributes.get("name", "")) if twig is not None and known else ""
        if label:
            return short(label)
        token = value is not None and found.name in _TOKENS and len(value.split()) == 1 and len(value) < LONGEST
        return str(value) if token else short(value)

    def _moved(self, found: Difference, name: str) -> str:
        before, after = found.before, found.after
        assert before is not None and after is not None and before.parent is not None and after.parent is not None
        was, now = called(before.parent, self.old), called(after.parent, self.new)
        name = sentence(called(before, self.old))
        return _("{name} now stands in {now} instead of {was}.", name=name, now=now, was=was)

    def _order(self, found: Difference, name: str) -> str:
        kinds = listed(dict.fromkeys(noun(t) for t in found.twig.children))
        return _("What stands in {name} ({kinds}) is in another order.", name=name, kinds=kinds)


def _is_text(twig: Twig) -> bool:
    return twig.bpmn in _TEXTS or refers_by_text(twig.bpmn)


def _content(twig: Twig) -> str:
    """What an element says beyond its name: its text, or its attributes."""
    if twig.bpmn in NODES:
        return ""
    text = " ".join(plain(t.text) for t in twig.walk() if plain(t.text))
    if text:
        return text
    shown = {k.rpartition("}")[2]: v for k, v in twig.attributes.items() if not twig.bpmn or k not in ("id", "name")}
    return ", ".join(f"{k} {plain(v)}" for k, v in shown.items() if plain(v))
