"""Beginning a process with the model of another one, as a variant of it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog import actions as library
from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.kernel import audit, policy
from app.kernel.events import announce
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.practices.events import VariantCreated
from app.practices.policy import Practices


def make_variant(
    session: Session, actor: Actor, source: Process, key: str, title: str, unit: str | None = None
) -> Process:
    """Begin a variant with the live model of a process and the files beside it; whoever makes it owns it.

    All ids stay, so that what is changed in one can be found in the other. People, rules, cases and history are its
    own. Without a unit it belongs to the whole organisation, or to the unit that alone sees the source.
    """
    policy.require(actor, Practices.MAKE_VARIANT, source)
    library.require_in_use(source)
    live = catalog.live_version(session, source)
    if unit is None and source.visibility == "unit":
        unit = source.unit_id
    variant = library.create(
        session, actor, key, title, catalog.model(live).xml, unit, live.mode or "auto",
        _("Made as a variant, with version {number} of the process that it comes from.", number=str(live.number)),
        visibility=source.visibility if unit else "organisation", files=catalog.files_of(session, live.id),
        parent=source,
    )  # fmt: skip
    about = Subject.of("process", source.id)
    audit.record(session, actor, "practices.variant_made", about, {"key": variant.key, "title": variant.title})
    announce(session, VariantCreated(variant.id, source.id, actor.id))
    return variant
