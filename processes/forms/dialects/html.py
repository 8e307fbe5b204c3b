"""HTML that forms of other tools carry, as the plain text with marks (Markdown) that Stepwell shows."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

LONGEST = 20_000
_LEFT_OUT = ("script", "style", "iframe", "object", "embed", "template", "head", "svg", "form")
_BLOCKS = {"p": "", "div": "", "section": "", "tr": "", "table": "", "ul": "", "ol": "", "blockquote": "> "}
_HEADINGS = {"h1": "### ", "h2": "### ", "h3": "#### ", "h4": "#### ", "h5": "#### ", "h6": "#### "}


def to_markdown(text: str) -> str:
    """The words of a piece of HTML with headings, paragraphs, lists, emphasis and links; nothing that acts."""
    text = text[:LONGEST]
    if "<" not in text:
        return text.strip()
    try:
        parts = html.fragments_fromstring(text)
    except (etree.ParserError, ValueError):
        return re.sub(r"<[^>]*>", " ", text).strip()
    written = "".join(part if isinstance(part, str) else _element(part) for part in parts)
    return re.sub(r"\n\s*\n\s*(\n\s*)*", "\n\n", written).strip()


def _element(node: Any, depth: int = 0) -> str:
    tail = str(node.tail or "")
    kind = str(node.tag).lower() if isinstance(node.tag, str) else ""
    if not kind or kind in _LEFT_OUT or depth > 50:
        return tail
    inner = str(node.text or "") + "".join(_element(child, depth + 1) for child in node)
    flat = " ".join(inner.split())
    if kind in _HEADINGS:
        return f"\n\n{_HEADINGS[kind]}{flat}\n\n{tail}"
    if kind == "li":
        return f"\n- {flat}{tail}"
    if kind == "br":
        return f"\n{tail}"
    if kind in _BLOCKS:
        return f"\n\n{_BLOCKS[kind]}{inner.strip()}\n\n{tail}"
    return _inline(kind, node, flat, inner) + tail


def _inline(kind: str, node: Any, flat: str, inner: str) -> str:
    if kind in ("b", "strong") and flat:
        return f"**{flat}**"
    if kind in ("i", "em") and flat:
        return f"*{flat}*"
    if kind == "a" and flat and str(node.get("href", "")).startswith(("http://", "https://", "mailto:")):
        return f"[{flat}](<{node.get('href')}>)"
    if kind == "img":
        return f"*{node.get('alt')}*" if node.get("alt") else ""
    return inner
