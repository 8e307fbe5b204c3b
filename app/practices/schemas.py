"""The JSON of processes that do the same work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import fields

from app.kernel.api.schemas import Answer, Mapping, Strict, many, text
from app.practices.queries import Family, Row


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
