"""What people write, as safe HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

MENTION = re.compile(r"(?<![\w@/.+\"-])@(\w[\w.+'-]*@[\w-]+(?:\.[\w-]+)+|\w[\w.+-]*)")
LINK = re.compile(r"(?<![\w/.@-])https?://[^\s<>\"\u00ab\u00bb\u201c-\u201f]+", re.IGNORECASE)
_TAGS = {*"p br em strong del code pre blockquote ul ol li a h3 h4 h5 h6 hr".split()}  # noqa: SIM905

_DIRECTION = {tag: {"dir": "auto"} for tag in ("p", "li", "blockquote", "h3", "h4", "h5", "h6")}


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough")
    reader.core.ruler.push("bare_links", _link_bare)
    return reader


def _link_bare(state: StateCore) -> None:
    """Make links of the addresses that stand in the text as they are; not in code, nor inside other links."""
    for block in state.tokens:
        if block.type != "inline":
            continue
        found, inside = [], 0
        for token in block.children or []:
            inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            found += [token] if inside or token.type != "text" else _parted(token)
        block.children = found


def _parted(text: Token) -> list[Token]:
    """Give a text as texts and links, in the order in which it is read."""
    found, at = [], 0
    for match in LINK.finditer(text.content):
        url = _ended(match.group())
        before, at = text.content[at : match.start()], match.start() + len(url)
        link = Token("link_open", "a", 1, {"href": url}, markup="bare", info="auto")
        closing = Token("link_close", "a", -1, markup="bare", info="auto")
        found += [Token("text", "", 0, content=before), link, Token("text", "", 0, content=url), closing]
    return [*found, Token("text", "", 0, content=text.content[at:])]


def _ended(url: str) -> str:
    """Give an address without what ends the sentence that it stands in."""
    while url[-1] in "?!.,:;*_~'’" or (
        url[-1] in ")]}" and url.count(url[-1]) > url.count("([{"[")]}".index(url[-1])])
    ):
        url = url[:-1]
    return url


def to_html(text: str) -> Markup:
    """Render Markdown as inert HTML: no scripts, no images, no styles, links without referrer."""
    return _rendered(str(text))  # a message in the language of who reads


@lru_cache(maxsize=2048)
def _rendered(text: str) -> Markup:
    html = _reader().render(text)
    return Markup(
        nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"},
                  link_rel="nofollow noopener noreferrer", set_tag_attribute_values=_DIRECTION)
    )  # fmt: skip


def to_plain(text: str) -> str:
    """Give what people wrote without its marks, on one line, for excerpts."""
    return " ".join(unescape(nh3.clean(to_html(text), tags=set())).split())


def mentions(text: str) -> tuple[str, ...]:
    """Give the handles a text mentions, `@anna.berg` or `@anna@example.org`, lower-cased, each once.

    What is quoted or written as code mentions nobody, nor does a mail address or a link.
    """
    named = (m.group(1).lower().rstrip(".'-+") for said in _own_words(text) for m in MENTION.finditer(said))
    return tuple(dict.fromkeys(named))


def _own_words(text: str) -> Iterator[str]:
    """Give the running text of each paragraph that is the writer's own."""
    quotes = 0
    for block in _reader().parse(text):
        quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(block.type, 0)
        if block.type == "inline" and not quotes:
            yield _running(block.children or [])


def _running(tokens: Sequence[Token]) -> str:
    said, automatic = [], False
    for token in tokens:
        if token.info == "auto" and token.type in ("link_open", "link_close"):
            automatic = token.type == "link_open"
        if token.type == "text":
            said.append("/" if automatic else token.content)
        elif token.type in ("code_inline", "softbreak", "hardbreak"):
            said.append(" ")
    return "".join(said)
