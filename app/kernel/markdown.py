"""What people write, as safe HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

MENTION = re.compile(r"(?<![\w@/.])@([\w][\w.+-]*(?:@[\w-]+(?:\.[\w-]+)+)?)")
_TAGS = {*"p br em strong del code pre blockquote ul ol li a h3 h4 h5 h6 hr".split()}  # noqa: SIM905


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough")


@lru_cache(maxsize=2048)
def to_html(text: str) -> Markup:
    """Render Markdown as inert HTML: no scripts, no images, no styles, links without referrer."""
    html = _reader().render(text)
    return Markup(
        nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"},
                  link_rel="nofollow noopener noreferrer")
    )  # fmt: skip


def to_plain(text: str) -> str:
    """Give what people wrote without its marks, on one line, for excerpts."""
    return " ".join(unescape(nh3.clean(to_html(text), tags=set())).split())


def mentions(text: str) -> tuple[str, ...]:
    """Give the handles a text mentions, `@anna.berg` or `@anna@example.org`, lower-cased, each once."""
    return tuple(dict.fromkeys(m.group(1).lower().rstrip(".") for m in MENTION.finditer(text)))
