"""The JSON of processes that do the same work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate

from app.kernel.api.schemas import Answer, Mapping, Moment, Strict, many, text
from app.practices.actions import MOST_TARGETS, Offer
from app.practices.queries import Adoption, Family, Practice, Row


class NewVariant(Strict):
    """A variant to begin; without a unit it belongs to the whole organisation, or to the unit that alone sees it."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.String(allow_none=True, load_default=None)


class LiveSchema(Answer):
    """The live version of a variant."""

    number = fields.Integer()
    sha256 = fields.String()
    mode = text()
    runs = fields.Boolean()


class VariantSchema(Answer):
    """A process of a family; `parent` is the key of the one that it was made from."""

    key = fields.String()
    title = fields.String()
    unit = text()
    parent = text()
    live = fields.Nested(LiveSchema)


class StatesSchema(Mapping):
    """By the key of a variant: `same`, `changed` or `absent`."""


FamilyStepSchema = type("FamilyStepSchema", (Answer,), {
    "__doc__": "A step by the id that it has had since the first of the family, and how it is in each variant.",
    "__module__": __name__,
    "origin": fields.String(), "title": fields.String(), "type": fields.String(), "in": fields.Nested(StatesSchema),
})  # fmt: skip


class FamilySchema(Answer):
    """The processes that came from one, as far as you may see them, and how their steps differ from the first's.

    `is_cut` says that there are more of them than are told.
    """

    root = fields.String()
    variants = many(VariantSchema)
    steps = many(FamilyStepSchema)
    is_cut = fields.Boolean()


def say_family(found: Family, rows: Sequence[Row]) -> dict[str, Any]:
    """Tell a family: its processes, and its steps."""
    keys = {one.id: one.key for one in found.members}
    variants = [
        {
            "key": one.key, "title": one.title, "unit": one.unit_path or None,
            "parent": keys.get(one.parent_id or ""),
            "live": {name: getattr(found.live[one.id], name) for name in ("number", "sha256", "mode", "runs")},
        }
        for one in found.members
    ]  # fmt: skip
    steps = [{"origin": row.origin, "title": row.title, "type": row.type, "in": dict(row.states)} for row in rows]
    return {"root": found.root.key, "variants": variants, "steps": steps, "is_cut": found.is_cut}


AnchorIn = type("AnchorIn", (Strict,), {
    "__doc__": "Which step (`to`) stands for one of the change (`from`), in one variant or in all.",
    "__module__": __name__,
    "from": fields.String(required=True), "to": fields.String(required=True),
    "variant": fields.String(load_default=None, allow_none=True), "score": fields.Float(load_default=0.0),
})  # fmt: skip


class OfferIn(Strict):
    """To which processes a change is offered; `anchors` say which of their steps are meant, where that was asked.

    Of several anchors from one step the first counts.
    """

    to = fields.List(fields.String(), required=True, validate=validate.Length(1, MOST_TARGETS))
    anchors = fields.List(fields.Nested(AnchorIn), load_default=list, validate=validate.Length(max=200))


AnchorSchema = type("AnchorSchema", (Answer,), {
    "__doc__": "A step of the variant that may be meant by one of the change, and how alike they are (0 to 1).",
    "__module__": __name__,
    "from": fields.String(), "to": fields.String(), "score": fields.Float(),
})  # fmt: skip


class OfferSchema(Answer):
    """What came of offering a change to a process: `offered`, `needs_anchor` or `does_not_fit`, in words too."""

    variant = fields.String()
    state = fields.String()
    proposal = text()
    anchors = many(AnchorSchema)
    words = fields.String()


class OffersSchema(Answer):
    """What came of offering a change, process by process."""

    items = many(OfferSchema)


class AdoptionSchema(Answer):
    """What a process made of a change: `offered`, `proposed`, `adopted` or `declined`, why, as which version, since.

    `concerned` and `read` say how many people that concerns and how many have read it, to who sees to that.
    """

    variant = fields.String()
    state = fields.String()
    reason = fields.String()
    version = fields.Integer(allow_none=True)
    since = Moment()
    proposal = fields.String()
    concerned = fields.Integer(allow_none=True)
    read = fields.Integer(allow_none=True)


class AdoptionsSchema(Answer):
    """What became of a change elsewhere, as far as you see it."""

    items = many(AdoptionSchema)


def say_offer(one: Offer) -> dict[str, Any]:
    """Tell what came of an offer."""
    anchors = [{"from": anchor.source, "to": anchor.target, "score": anchor.score} for anchor in one.anchors]
    return {
        "variant": one.process.key, "state": one.state, "proposal": one.proposal_id, "anchors": anchors,
        "words": one.words,
    }  # fmt: skip


def say_adoption(one: Adoption) -> dict[str, Any]:
    """Tell what a process made of a change."""
    return {
        "variant": one.process.key, "state": one.state, "reason": one.reason, "version": one.version,
        "since": one.since, "proposal": one.proposal.id,
        "concerned": one.readers[0] if one.readers else None, "read": one.readers[1] if one.readers else None,
    }  # fmt: skip


class PracticesQuery(Strict):
    """What worked: about what, and for which process (its key)."""

    q = fields.String(load_default="", validate=validate.Length(max=200))
    like = fields.String(load_default="")


class FiguresSchema(Answer):
    """How many hours cases took before a change and take since (medians; null for too few), and of how many."""

    hours_before = fields.Float(allow_none=True)
    hours_after = fields.Float(allow_none=True)
    cases_before = fields.Integer()
    cases_after = fields.Integer()


class PracticeSchema(Answer):
    """A change that is live: where it began, what it says, in which processes it is live, and what it did."""

    proposal = fields.String()
    process = fields.String()
    title = fields.String()
    words = fields.String()
    live_in = fields.List(fields.String())
    since = Moment()
    akin = fields.Boolean()
    figures = fields.Nested(FiguresSchema, allow_none=True)


class PracticesSchema(Answer):
    """What worked, the likeliest to help first."""

    items = many(PracticeSchema)


def say_practice(one: Practice) -> dict[str, Any]:
    """Tell a change that worked."""
    effect = one.effect
    return {
        "proposal": one.proposal.id, "process": one.process.key, "title": one.proposal.title,
        "words": one.proposal.sentence, "live_in": [process.key for process in one.live_in], "since": one.since,
        "akin": one.akin,
        "figures": None if effect is None else {
            "hours_before": _hours(effect.before), "hours_after": _hours(effect.after),
            "cases_before": effect.cases_before, "cases_after": effect.cases_after,
        },
    }  # fmt: skip


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 3600, 2)
