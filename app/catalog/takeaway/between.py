"""A change to take away: as one picture, and as Markdown for a pull request, a mail or a wiki."""

from __future__ import annotations

from app.catalog.queries.unreadable import UNTELLABLE, Incomparable
from app.kernel.i18n import _
from processes import change
from processes.model import Model, parse, with_diagram


def picture_between(before: Model, after: Model, title: str, between: str, sentence: str) -> str:
    """Draw what changes between two models as SVG, laid out where a file has no drawing; raises Incomparable."""
    heading = change.Heading(title, between, _("{sentence}.", sentence=sentence) if sentence else "")
    try:
        return change.picture(_drawn(before), _drawn(after), heading)
    except UNTELLABLE as error:
        raise Incomparable from error


def markdown_between(before: Model, after: Model, title: str, sentence: str, found: change.Diff) -> str:
    """Write what changes between two models as Markdown; raises Incomparable."""
    try:
        return change.as_markdown(title, sentence, found, change.strip(before, after, found))
    except UNTELLABLE as error:
        raise Incomparable from error


def _drawn(model: Model) -> Model:
    xml = with_diagram(model)
    return model if xml == model.xml else parse(xml)
