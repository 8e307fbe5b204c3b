"""A bounded look at uploaded XML before any tree is built: size, depth, counts, no document type."""

from __future__ import annotations

import xml.parsers.expat as expat
from typing import NoReturn

from processes.messages import _

MAX_BYTES = 5_000_000
MAX_ELEMENTS = 50_000
MAX_DEPTH = 100
MAX_ATTRIBUTES = 64
# What things are called and known by is listed and searched; other values, such as icons and examples, may be long.
MAX_NAME = 20_000
NAMES = ("id", "name")


class Refused(Exception):
    """The file is not BPMN that can be opened; `code` is stable and `words` say what to do."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


class Tolerable(Exception):
    """The strict reader stumbled over something that a forgiving one may read; `words` say where."""


def prefilter(data: bytes) -> None:
    """Refuse what is empty, too large, not XML, or hostile; raises Tolerable for damage that may be read around."""
    if len(data) > MAX_BYTES:
        raise Refused(
            "TOO_LARGE",
            _(
                "The file has {size} MB, and at most 5 MB can be read. Send a smaller file.",
                size=round(len(data) / 1e6, 1),
            ),
        )
    text = data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if not text:
        raise Refused("EMPTY", _("This file is empty. Choose the file again."))
    if not text.startswith(b"<"):
        raise Refused("NOT_XML", _("This is no BPMN file (XML). Export the model as BPMN 2.0 XML."))
    _Look().over(data)


class _Look:
    def __init__(self) -> None:
        self.elements = 0
        self.depth = 0

    def over(self, data: bytes) -> None:
        """Look the whole file over once."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.ExternalEntityRefHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise Tolerable(f"line {error.lineno}: {expat.errors.messages.get(error.code, 'damaged')}") from error
        except (LookupError, ValueError) as error:
            raise Tolerable(str(error)) from error

    def _doctype(self, *given: object) -> NoReturn:
        words = _("The file declares a document type or entities, which plain BPMN has not. Remove them.")
        raise Refused("DOCTYPE", words)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > MAX_ELEMENTS:
            self._limit(_("more than {most} elements", most=MAX_ELEMENTS))
        if self.depth > MAX_DEPTH:
            self._limit(_("elements nested more than {most} deep", most=MAX_DEPTH))
        if len(attributes) > MAX_ATTRIBUTES:
            self._limit(_("an element with more than {most} attributes", most=MAX_ATTRIBUTES))
        if any(len(attributes.get(key, "")) > MAX_NAME for key in NAMES):
            self._limit(_("a name or id longer than {most} characters", most=MAX_NAME))

    def _limit(self, what: str) -> NoReturn:
        words = _("The file has {what}, which is more than people draw. Split it up.", what=what)
        raise Refused("LIMITS", words)

    def _end(self, name: str) -> None:
        self.depth -= 1
