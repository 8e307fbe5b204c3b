"""A change as Markdown, as it stands in a pull request: what, where, who, forms, and the counts before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from processes.change.diff.text import Piece, Read, readable
from processes.change.diff.values import Change, Diff
from processes.change.summary.strip import GONE, NEW, UNTOUCHED, Box, Column, Strip
from processes.messages import _, ngettext

MOST_TOLD = 200
BEFORE, AFTER, WHERE = _("Before"), _("After"), _("Where")
ONLY_DRAWN = _("Only drawn or written otherwise")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&])")
_TOPICS: Mapping[str, Sequence[str]] = {
    _("Steps and their order"): ("eliminated", "added", "rerouted", "retitled", "type", "multi_instance", "event"),
    _("Who does what"): ("moved_lane", "lane", "pool"),
    _("Conditions and times"): ("condition", "default", "timer"),
    _("Instructions and notes"): ("instructed", "documentation", "annotation"),
    _("Forms"): ("form",),
    _("Messages, data and settings"): (
        "message", "signal", "error", "correlation", "script", "settings", "message_flow", "data", "renamed", "process",
        "association",
    ),
    _("Files beside the model"): ("file",),
}  # fmt: skip
_FOLDED = ("layout", "document", "group")


def as_markdown(title: str, sentence: str, found: Diff, strip: Strip) -> str:
    """Give a change as Markdown: `title` says what is compared, `sentence` what changes, without a full stop."""
    lines = [f"# {_plain(title)}", ""]
    if sentence:
        lines += [_plain(_("{sentence}.", sentence=sentence)), ""]
    lines += [f"**{_plain(found.summary)}**", "", *_counted(found), *_ways(strip)]
    for topic, changes in _by_topic(found.changes):
        lines += [f"## {_plain(topic)}", "", *_told(changes), ""]
    folded = [one for one in found.changes if one.kind in _FOLDED]
    if folded:
        lines += [f"<details><summary>{_plain(ONLY_DRAWN)}</summary>", ""]
        lines += [*_told(folded), "", "</details>", ""]
    return "\n".join(lines).rstrip() + "\n"


def _counted(found: Diff) -> Iterator[str]:
    """How many steps and hand-overs there were and are."""
    yield f"| | {_plain(BEFORE)} | {_plain(AFTER)} |"
    yield "|---|---|---|"
    for name, (was, now) in ((_("Steps"), found.steps), (_("Hand-overs"), found.handovers)):
        yield f"| {_plain(name)} | {was} | {now} |"
    yield ""


def _ways(strip: Strip) -> Iterator[str]:
    """The steps that are touched with their neighbours, in the order of the work, before and after."""
    if not strip.pieces:
        return
    yield f"## {_plain(WHERE)}"
    yield ""
    for piece in strip.pieces:
        if piece.keeps_its_way:
            yield f"- {_row(piece.after)}"
        else:
            yield f"- {_plain(BEFORE)}: {_row(piece.before) or '–'}"
            yield f"- {_plain(AFTER)}: {_row(piece.after) or '–'}"
    if strip.more:
        more = ngettext("{n} more step", "{n} more steps", strip.more)
        yield f"- {_plain(more)}"
    yield ""


def _row(columns: Sequence[Column]) -> str:
    return " → ".join(
        " / ".join([*map(_box, column.boxes), *([f"+{column.more}"] if column.more else [])]) for column in columns
    )


def _box(box: Box) -> str:
    name = _plain(box.name)
    if box.mark == UNTOUCHED:
        return name
    return f"~~{name}~~" if box.mark == GONE else f"**{name}**" + (" (+)" if box.mark == NEW else "")


def _by_topic(changes: Sequence[Change]) -> Iterator[tuple[str, list[Change]]]:
    """The changes that touch somebody's work, by what they are about; what no topic names comes last."""
    left = [one for one in changes if one.kind not in _FOLDED]
    for topic, kinds in _TOPICS.items():
        if here := [one for one in left if one.kind in kinds]:
            yield topic, here
    named = {kind for kinds in _TOPICS.values() for kind in kinds}
    if rest := [one for one in left if one.kind not in named]:
        yield _("Besides"), rest


def _told(changes: Sequence[Change]) -> Iterator[str]:
    for one in readable(changes[:MOST_TOLD]):
        yield f"- {_plain(one.words)}"
        if text := _text(one):
            yield ""
            yield text
            yield ""
    if len(changes) > MOST_TOLD:
        more = ngettext("{n} other change", "{n} other changes", len(changes) - MOST_TOLD)
        yield f"- {_plain(more)}"


def _text(one: Read) -> str:
    """A changed text with the words that went and came; nothing where the sentence says both."""
    if one.reading is None or all(" ".join((text or "").split()) in str(one.words) for text in _sides(one)):
        return ""
    said = "".join(map(_piece, one.reading.pieces))
    return "\n".join(f"  > {row}".rstrip() for row in said.split("\n"))


def _sides(one: Read) -> tuple[str | None, str | None]:
    return one.change.before, one.change.after


def _piece(piece: Piece) -> str:
    text = piece.text.strip()
    if piece.kind not in ("gone", "new") or not text:
        return f" *({_plain(piece.text)})* " if piece.kind == "left" else _SPECIAL.sub(r"\\\1", piece.text)
    lead = piece.text[: len(piece.text) - len(piece.text.lstrip())]
    tail = piece.text[len(piece.text.rstrip()) :]
    mark = "~~" if piece.kind == "gone" else "**"
    rows = [f"{mark}{_plain(row.strip())}{mark}" if row.strip() else "" for row in text.split("\n")]
    return lead + "\n".join(rows) + tail


def _plain(text: str) -> str:
    """Text that Markdown takes as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))
