"""What becomes of the list of changes: one more, one less, another order; only what can be made is kept."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalog import actions as library
from app.catalog import queries as catalog
from app.catalog.tables import Version
from app.impact import queries as impact
from app.improve.values import Content, Stored
from app.kernel.errors import Invalid
from app.kernel.i18n import _, joined, sentences
from processes import change
from processes.change import Operation
from processes.model import Model


def with_more(live: Version, content: Content, new: Sequence[Stored]) -> Content:
    """Put changes behind the others, with the ids of what they make; raises Invalid where they do not fit there."""
    known = read(content)
    made = list(known)
    for one in impact.operations_from(new):
        made.append(change.pinned(base_of(live, [*made, one]), made, one))
    content = content.with_more([one.write() for one in made[len(known) :]])
    _require_fit(live, content)
    if not _says_more(live, known, content):
        words = _("This is so already, with what is in the list.")
        raise Invalid("NOTHING_CHANGES", words, {"_": words})
    return content


def in_order(live: Version, content: Content, order: Sequence[int]) -> Content:
    """Let only these changes stand, in this order; raises Invalid for what needs what would come later or be gone.

    Where the list does not fit as it is, what is left of it need not fit either.
    """
    known = read(content)
    if astray := change.astray(base_of(live, known), known, order):
        words = _(
            "{changes}: this is about what another change in the list makes, and would not fit then.",
            changes=joined("; ", astray),
        )
        raise Invalid("NEEDS_ANOTHER", words, {"_": words})
    wanted = content.in_order(order)
    if not wanted.operations:
        return wanted
    if impact.only_change(live, content.operations).ok:
        _require_fit(live, wanted)
    return wanted


def drawn(live: Version, content: Content, file: bytes) -> list[Stored]:
    """Read off what somebody drew on what a list makes of the live version; what no kind says is a part drawn by hand.

    Raises Invalid for what is no model, for what differs in nothing that is said, and for what cannot be made so.
    """
    known = read(content)
    base = impact.try_change(live, known).model if known else catalog.whole(live)
    if base is None:
        words = _("What is in the list does not fit the live version any more. Take out what does not fit first.")
        raise Invalid("DOES_NOT_FIT", words, {"_": words})
    found = change.whole_change(base, library.parsed(file).beside(base.files))
    if found is None:
        words = _("What you drew cannot be made the process: it would not run on as it should.")
        raise Invalid("CANNOT_DRAW", words, {"_": words})
    if not found:
        words = _("Nothing that you drew changes what happens, only how it looks.")
        raise Invalid("NOTHING_CHANGES", words, {"_": words})
    return [one.write() for one in found]


def read(content: Content) -> tuple[Operation, ...]:
    """Give the changes of a list as operations."""
    return impact.operations_from(content.operations) if content.operations else ()


def base_of(live: Version, operations: Sequence[Operation]) -> Model:
    """Give the live model as operations need it; raises Unreadable."""
    return catalog.model_for(live, operations)


def _says_more(live: Version, known: Sequence[Operation], content: Content) -> bool:
    """Whether something is another than it was without what was added."""
    was = impact.try_change(live, tuple(known)).model if known else base_of(live, read(content))
    now = impact.only_change(live, content.operations).changed.model
    return was is None or now is None or was.xml != now.xml or was.files != now.files


def _require_fit(live: Version, content: Content) -> None:
    tried = impact.only_change(live, content.operations)
    if not tried.ok:
        refusals = tried.changed.refusals
        words = sentences(*(refusal.words for refusal in refusals))
        raise Invalid(refusals[0].code if refusals else "REFUSED", words, {"_": words}, refusals=tried.refusals)
