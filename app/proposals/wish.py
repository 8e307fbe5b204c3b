"""What somebody chose on the improve page, as a value that survives every round of the form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

LONGEST_KEPT = 400_000
BOTHERS = (
    ("not_needed", "It is not needed", "Nobody would miss it, or somebody does it again elsewhere."),
    ("slow", "It takes too long", "Work waits here, or the step itself is slow."),
    ("errors", "It goes wrong", "People make mistakes here, or have to do it twice."),
    ("unclear", "It is unclear", "The name or the instruction does not say what to do."),
)
WAYS = (
    ("eliminate", "Take the step out", "Work goes straight on to what follows."),
    ("retitle", "Give it another name", "The step stays; people read what it really is."),
    ("instruct", "Change the instruction", "The step stays; people read what to do and what not."),
)
_KINDS = [(way[0], way[1]) for way in WAYS]
USUAL = {"not_needed": "eliminate", "slow": "eliminate", "errors": "instruct", "unclear": "retitle"}


@dataclass(frozen=True)
class Wish:
    """A step, what bothers there, what should be done, and the words that go with it.

    `of` is the step whose name and text stand in the form, `offered` the title that the form came with; `kept` holds
    the name and text that were typed for other steps, in case one goes back to them.
    """

    step: str = ""
    bother: str = ""
    do: str = ""
    name: str = ""
    text: str = ""
    also: tuple[str, ...] = ()
    cascade: tuple[str, ...] = ()
    title: str = ""
    reason: str = ""
    of: str = ""
    offered: str = ""
    kept: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def way(self) -> str:
        """What should be done: what was chosen, else what usually helps."""
        return self.do if self.do in dict(_KINDS) else USUAL.get(self.bother, "eliminate")

    @property
    def eliminated(self) -> list[str]:
        """The steps to take out."""
        first = [self.step] if self.step and self.way == "eliminate" else []
        return list(dict.fromkeys([*first, *self.also]))

    def operations(self) -> list[dict[str, Any]]:
        """Give the operations that the choices mean, none while too little is chosen."""
        chosen: list[dict[str, Any]] = [
            {"kind": "eliminate", "step": step, "cascade": step in self.cascade} for step in self.eliminated
        ]
        if self.step and self.way == "retitle" and self.name.strip():
            chosen.append({"kind": "retitle", "step": self.step, "title": self.name.strip()})
        if self.step and self.way == "instruct" and self.text.strip():
            chosen.append({"kind": "instruct", "step": self.step, "text": self.text})
        return chosen

    def settled(self, own: Mapping[str, tuple[str, str]]) -> Wish:
        """Give the wish with nothing left over from another choice; `own` is name and instruction of each step.

        Name and text typed for the step chosen before wait until one comes back to it; a title nobody typed goes.
        """
        now = replace(self, title="" if self.title == self.offered else self.title)
        if self.of and self.of != self.step:
            kept = dict(self.kept)
            if self.of in own and (self._is_typed(own[self.of])):
                kept[self.of] = (self.name, self.text)
            name, text = kept.pop(self.step, ("", ""))
            now = replace(now, name=name, text=text, kept=kept)
        name, text = own.get(now.step, ("", ""))
        name, text = "" if now.name == name.strip() else now.name, "" if now.text == text.strip() else now.text
        return replace(now, of=now.step, name=name, text=text)

    def without_title(self) -> Wish:
        """Give the wish without a title, so that a fresh one is offered."""
        return replace(self, title="")

    def _is_typed(self, own: tuple[str, str]) -> bool:
        return self.name not in ("", own[0].strip()) or self.text not in ("", own[1].strip())

    def taking(self, way_out: str) -> Wish:
        """Take a way out of a refusal: `cascade:STEP`, `both:STEP STEP`, `instead:OLD:NEW`, `keep:STEP`."""
        kind, _, rest = way_out.partition(":")
        if kind == "cascade":
            return replace(self, cascade=tuple(dict.fromkeys([*self.cascade, rest])))
        if kind == "both":
            return replace(self, also=tuple(dict.fromkeys([*self.also, *rest.split()])))
        if kind == "instead":
            old, _, new = rest.partition(" ")
            also = tuple(s for s in self.also if s != old)
            return replace(self, step=new, also=also) if self.step == old else replace(self, also=(*also, new))
        if kind == "keep":
            return self._without(rest)
        return self

    def _without(self, step: str) -> Wish:
        also = tuple(s for s in self.also if s != step)
        if self.step == step:
            return replace(self, step=also[0] if also else "", also=also[1:])
        return replace(self, also=also)


def wish_from(form: MultiDict[str, str]) -> Wish:
    """Read the form; a chosen way out is taken at once."""
    names = ("step", "bother", "do", "name", "text", "title", "reason", "of", "offered")
    plain = {name: form.get(name, "").replace("\r\n", "\n").strip() for name in names}
    wish = Wish(
        **plain, also=tuple(form.getlist("also")), cascade=tuple(form.getlist("cascade")),
        kept=_kept(form.get("kept", "")),
    )  # fmt: skip
    return wish.taking(form["way_out"]) if form.get("way_out") else wish


def _kept(stored: str) -> dict[str, tuple[str, str]]:
    """Read what was typed for other steps; what nobody's page wrote is nothing."""
    try:
        found = json.loads(stored[:LONGEST_KEPT] or "{}")
        return {str(step): (str(name), str(text)) for step, (name, text) in found.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


def wish_of(operations: Sequence[Mapping[str, Any]], title: str = "", reason: str = "") -> Wish:
    """Give the choices that stored operations mean, for revising a proposal."""
    gone = [str(o["step"]) for o in operations if o["kind"] == "eliminate"]
    cascade = tuple(str(o["step"]) for o in operations if o["kind"] == "eliminate" and o.get("cascade"))
    texts = [o for o in operations if o["kind"] != "eliminate"]
    kept = Wish(title=title, reason=reason, cascade=cascade)
    if texts:
        first = texts[0]
        words = {"name": first.get("title", "")} if first["kind"] == "retitle" else {"text": first.get("text", "")}
        return replace(kept, step=first["step"], do=first["kind"], also=tuple(gone), **words)
    return replace(kept, step=gone[0] if gone else "", do="eliminate", also=tuple(gone[1:]))


def buttons(refusal: Mapping[str, Any]) -> list[dict[str, str] | str]:
    """Give the ways out of a refusal as buttons of the form; those that are no choice here stay words."""
    shown: list[dict[str, str] | str] = []
    step = str(refusal.get("step") or "")
    for choice in refusal["choices"]:
        steps = " ".join(choice.get("steps") or ())
        value = {
            "cascade": f"cascade:{step}", "both": f"both:{steps}", "keep": f"keep:{step}", "drop": f"keep:{step}",
            "instead": f"instead:{step} {steps}",
        }.get(choice["id"])  # fmt: skip
        shown.append({"words": choice["words"], "name": "way_out", "value": value} if value else choice["words"])
    return shown
