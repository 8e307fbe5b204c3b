"""Changed texts as people read them: which words went and which came, in time that a long text cannot stretch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import etree

from processes.change.diff.values import Change
from processes.characters import bare
from processes.messages import ngettext

LONGEST = 60_000
MOST_SHOWN = 400_000
MOST_PAIRS = 40_000
MOST_COMPARED = 200_000
MOST_WORDS = 6_000
KEPT_WORDS = 40
_SAID = frozenset({"eliminated", "added", "rerouted", "layout", "default"})
_WORD = re.compile(r"\S+\s*|^\s+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_PREFIX = re.compile(r"[</\s]([A-Za-z_][A-Za-z0-9_.-]*):[A-Za-z_]")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: `kind` is same, gone, new, or left for an unchanged run that is not shown."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A changed text in pieces; `whole` says that it was too long to be compared word by word."""

    pieces: tuple[Piece, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A change with what it does to its text; `reading` is None where the sentence says all there is."""

    change: Change
    reading: Reading | None = None

    @property
    def words(self) -> str:
        """The sentence."""
        return self.change.words


def readable(changes: Sequence[Change]) -> tuple[Read, ...]:
    """Give changes with the words that went and came; what is compared and shown of all together is bounded."""
    found, shown, pairs = [], MOST_SHOWN, MOST_COMPARED
    for change in changes:
        before, after = str(change.before or ""), str(change.after or "")
        if change.kind in _SAID or before == after:
            found.append(Read(change))
            continue
        before, after = plainly(before), plainly(after)
        reading = compared(before, after, min(LONGEST, shown), min(MOST_PAIRS, pairs))
        shown -= sum(len(piece.text) for piece in reading.pieces)
        pairs -= 0 if reading.whole else _cost(_keys(before), _keys(after))
        found.append(Read(change, reading))
    return tuple(found)


def compared(before: str, after: str, longest: int = LONGEST, most_pairs: int = MOST_PAIRS) -> Reading:
    """Compare two texts word by word, in larger pieces where they are long or full of the same words."""
    longest = max(0, longest)
    cut = len(before) > longest or len(after) > longest
    was, now = before[:longest], after[:longest]
    for pattern in (_WORD, _LINE):
        found = _runs(pattern.findall(was), pattern.findall(now), most_pairs)
        if found is not None:
            return Reading(tuple(_shortened(found)), cut)
    return Reading(tuple(p for p in (Piece("gone", was), Piece("new", now)) if p.text), True)


def _runs(was: Sequence[str], now: Sequence[str], most_pairs: int) -> list[Piece] | None:
    """The pieces, None where comparing would cost too much."""
    old, new = [w.strip() for w in was], [w.strip() for w in now]
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    old_end, new_end = len(old) - end, len(new) - end
    middle = old[start:old_end], new[start:new_end]
    if _cost(*middle) > most_pairs or len(middle[0]) + len(middle[1]) > MOST_WORDS:
        return None
    pieces = [Piece("same", "".join(now[:start]))]
    for kind, a, b, c, d in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(now[start + c : start + d])))
            continue
        apart = " " if a < b and pieces[-1].text[-1:].strip() else ""
        pieces.append(Piece("gone", apart + "".join(was[start + a : start + b])))
        pieces.append(Piece("new", "".join(now[start + c : start + d])))
    pieces.append(Piece("same", "".join(now[new_end:])))
    return [piece for piece in pieces if piece.text]


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _keys(text: str) -> list[str]:
    return text[:LONGEST].split()


def _cost(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pairs of equal words there are: what the comparison goes through."""
    seen = Counter(new)
    return sum(number * seen[word] for word, number in Counter(old).items())


def _shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Long unchanged runs by their ends, so that a change is found in a long text."""
    for number, piece in enumerate(pieces):
        words = _WORD.findall(piece.text)
        if piece.kind != "same" or len(words) <= 3 * KEPT_WORDS:
            yield piece
            continue
        if number:
            yield Piece("same", "".join(words[:KEPT_WORDS]))
        left = len(words) - KEPT_WORDS * (1 if number in (0, len(pieces) - 1) else 2)
        yield Piece("left", ngettext("{n} word that stays", "{n} words that stay", left))
        if number < len(pieces) - 1:
            yield Piece("same", "".join(words[-KEPT_WORDS:]))


def plainly(text: str) -> str:
    """Give XML as lines of names and values; anything else as it is."""
    if "<" not in text or len(text) > LONGEST:
        return text
    before, _, inner = text.partition("<")
    prefixes = sorted(set(_PREFIX.findall(text)) - {"xml", "xmlns"})[:100]
    known = " ".join(f'xmlns:{prefix}="urn:{prefix}"' for prefix in prefixes)
    try:
        root = etree.fromstring(f"<all {known}><{inner}</all>", _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return text
    lines = [before.strip(), *(line for child in root for line in _lines(child, 0))]
    return "\n".join(line for line in lines if line)


def _lines(element: etree._Element, depth: int) -> Iterator[str]:
    if not isinstance(element.tag, str) or depth > 50:
        return
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare(element.tag)).lower()
    given = ", ".join(f"{bare(key)} = {value!s}" for key, value in element.attrib.items())
    text = (element.text or "").strip()
    said = "".join((f" ({given})" if given else "", f": {text}" if text else ""))
    yield f"{'  ' * depth}{name}{said}"
    for child in element:
        yield from _lines(child, depth + 1)
