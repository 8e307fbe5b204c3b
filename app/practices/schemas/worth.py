"""The JSON of what a change is worth."""

from __future__ import annotations

from collections.abc import Mapping as Amounts
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from marshmallow import fields

from app.kernel.api.schemas import Answer, Mapping, Moment, Strict, many, moment, text
from app.practices.queries import Entered, Worth, totals


class FiguresIn(Strict):
    """What a case uses before and after a change, the price of one unit, and where these figures are from."""

    what = fields.String(required=True)
    unit = fields.String(required=True)
    before = fields.Float(required=True)
    after = fields.Float(required=True)
    price = fields.Float(required=True)
    currency = fields.String(required=True)
    source = fields.String(required=True)


class SupersedeIn(FiguresIn):
    """Other figures for the same thing, and why they take the place of those that stand."""

    what = fields.String(load_default="")
    reason = fields.String(required=True)


class BaselineSchema(Answer):
    """Figures as somebody entered them; `reason` says why they took the place of `supersedes`."""

    id = fields.String()
    what = fields.String()
    unit = fields.String()
    before = fields.Float()
    after = fields.Float()
    price = fields.Float()
    currency = fields.String()
    source = fields.String()
    entered_by = fields.String()
    entered_at = Moment()
    supersedes = text()
    reason = text()


class AmountsSchema(Mapping):
    """Amounts by the code of their currency."""


class WorthSchema(Answer):
    """What a change is worth in one process: `cases` are counted, `baselines` entered, `saved` is one times the other.

    `missing` says why nothing can be said: `not_live` or `nothing_entered`.
    """

    variant = fields.String()
    title = fields.String()
    proposal = fields.String()
    state = fields.String()
    since = moment()
    cases = fields.Integer()
    baselines = many(BaselineSchema)
    saved = fields.Nested(AmountsSchema)
    missing = text()


class WorthsSchema(Answer):
    """What a change is worth everywhere, as far as you see it; nothing of it is measured yet but the cases."""

    items = many(WorthSchema)
    totals = fields.Nested(AmountsSchema)


def say_worths(found: Sequence[Worth]) -> dict[str, Any]:
    """Tell what a change is worth."""
    return {"items": [_one(one) for one in found], "totals": _amounts(totals(found))}


def say_baseline(one: Entered) -> dict[str, Any]:
    """Tell figures that were entered."""
    row = one.row
    numbers = {name: float(getattr(row, name)) for name in ("before", "after", "price")}
    return {
        "id": row.id, "what": row.what, "unit": row.unit, **numbers, "currency": row.currency, "source": row.source,
        "entered_by": one.by, "entered_at": row.entered_at, "supersedes": row.supersedes_id,
        "reason": row.reason or None,
    }  # fmt: skip


def _one(one: Worth) -> dict[str, Any]:
    adoption = one.adoption
    return {
        "variant": adoption.process.key, "title": adoption.process.title, "proposal": adoption.proposal.id,
        "state": adoption.state, "since": adoption.since, "cases": one.cases,
        "baselines": [say_baseline(entered) for entered in one.entered], "saved": _amounts(one.saved),
        "missing": one.missing or None,
    }  # fmt: skip


def _amounts(found: Amounts[str, Decimal]) -> dict[str, float]:
    return {currency: round(float(amount), 2) for currency, amount in found.items()}
