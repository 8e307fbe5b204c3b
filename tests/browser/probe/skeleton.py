"""Pages that are built alike: what is looked at once need not be looked at again."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "use", "wbr"))
MAIN = "main"
KEPT = ("class", "role", "type", "data-island", "open", "hidden")


class _Bones(HTMLParser):
    """The tags of a page with what gives them their looks, each with those it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a tag."""
        given = dict(attrs)
        looks = f"{tag} " + " ".join(f"{name}={given[name]}" for name in KEPT if name in given)
        around = MAIN if tag == MAIN else self._open[-1][1] if self._open else ""
        self.found.add(f"{around}>{looks}")
        if tag not in VOID:
            self._open.append((tag, f"{around}>{looks}"))

    def handle_endtag(self, tag: str) -> None:
        """End a tag, and what was left open in it."""
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass


def skeleton(html: str) -> tuple[frozenset[str], frozenset[str]]:
    """Give how a page is built, without its words, each kind of place in it once: the page itself, and its frame."""
    bones = _Bones()
    bones.feed(html)
    inside = frozenset(one for one in bones.found if one.startswith(MAIN))
    return inside, bones.found - inside
