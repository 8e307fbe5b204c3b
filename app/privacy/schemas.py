"""What the API takes and gives of all that is kept of people."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.kernel.api.schemas import Answer, Strict, text
from app.privacy.belongings import Kind, Orphan


class HandOver(Strict):
    """To whom a person's work goes."""

    to = fields.String(required=True, validate=validate.Length(1, 26))


class AnonymisedSchema(Answer):
    """How much went with somebody's name and address."""

    anonymised = fields.Dict(keys=fields.String(), values=fields.Integer())


class HandedOverSchema(Answer):
    """How much of each kind went to a colleague."""

    handed_over = fields.Dict(keys=fields.String(), values=fields.Integer())


class OrphanSchema(Answer):
    """Something that nobody answers for, and whose it was."""

    kind = fields.String()
    title = fields.String()
    url = fields.String()
    of = text()


def orphan_out(found: tuple[Kind, Orphan]) -> dict[str, Any]:
    """Say what is without anybody."""
    kind, one = found
    return {"kind": kind.key, "title": one.title, "url": one.url, "of": one.whose or None}
