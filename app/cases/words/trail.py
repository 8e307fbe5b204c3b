"""The way that a case has gone, as it is painted on the diagram and told in the outline."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.cases.queries.measured.trail import Trail
from app.kernel.i18n import _, ngettext, pgettext
from processes.called import quoted

HERE, STOPPED, DONE, SKIPPED = "here", "stopped", "done", "skipped"
LEGEND: dict[str, str] = {
    DONE: pgettext("on the way of a case", "done"),
    HERE: pgettext("on the way of a case", "stands here now"),
    STOPPED: pgettext("on the way of a case", "could not go on"),
    SKIPPED: pgettext("on the way of a case", "skipped"),
}


@dataclass(frozen=True)
class Painted:
    """What stands on the diagram: `steps` with their mark, a short text and a title; `ways` with how often.

    `counts` are the words of the outline, `legend` says which marks there are, `gone` what is not on it any more.
    """

    steps: dict[str, dict[str, str]] = field(default_factory=dict)
    ways: dict[str, int] = field(default_factory=dict)
    counts: dict[str, str] = field(default_factory=dict)
    legend: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    current: str = ""

    @property
    def drawn(self) -> dict[str, Any]:
        """What the drawing takes."""
        return {"steps": self.steps, "ways": self.ways}


def painted(trail: Trail) -> Painted:
    """Say a way in marks and words; of what has no name and was only passed, the mark alone."""
    found = Painted(ways=dict(trail.ways), gone=[_gone(name, times) for name, times in trail.gone])
    for step in trail.graph.nodes:
        mark = _mark(trail, step)
        if mark is None:
            continue
        words = _words(trail, step, mark)
        node = trail.graph.nodes[step]
        is_told = mark != DONE or node.is_activity
        found.steps[step] = {"mark": mark, "text": _short(trail, step, mark) if is_told else "", "title": words}
        found.counts[step] = words
        found.legend.setdefault(mark, LEGEND[mark])
    legend = {mark: words for mark, words in LEGEND.items() if mark in found.legend}
    current = next((step for mark in (STOPPED, HERE) for step, s in found.steps.items() if s["mark"] == mark), "")
    return Painted(found.steps, found.ways, found.counts, legend, found.gone, current)


def _mark(trail: Trail, step: str) -> str | None:
    if step in trail.stopped:
        return STOPPED
    if step in trail.here:
        return HERE
    if trail.done.get(step):
        return DONE
    return SKIPPED if step in trail.withdrawn or step in trail.skipped else None


def _short(trail: Trail, step: str, mark: str) -> str:
    times = trail.done.get(step, 0)
    if mark == DONE:
        return _("{n}×", n=times) if times > 1 else "✓"
    sign = {HERE: "●", STOPPED: "!", SKIPPED: "–"}[mark]
    return f"{sign} {LEGEND[mark]}"


def _words(trail: Trail, step: str, mark: str) -> str:
    times = trail.done.get(step, 0)
    if mark == DONE:
        return ngettext("done {n} time", "done {n} times", times) if times > 1 else LEGEND[DONE]
    if mark == SKIPPED:
        if step in trail.withdrawn:
            return _("skipped: it was open, and is needed no more")
        return _("skipped: the case went another way")
    if not times:
        return LEGEND[mark]
    before = ngettext("done {n} time before", "done {n} times before", times)
    return _("{state}, {before}", state=LEGEND[mark], before=before)


def _gone(name: str, times: int) -> str:
    return _("{step} ({n} times)", step=quoted(name), n=times) if times > 1 else quoted(name)
