"""The JSON of forms: drafts, files, and what a case is started with."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.kernel.api.schemas import Answer, Moment, Strict
from app.taskforms.tables import FormFile


class FileSchema(Answer):
    """The reference to a file, as the data of a form holds it."""

    id = fields.String()
    name = fields.String()
    size = fields.Integer()
    type = fields.String()


class DraftSchema(Answer):
    """What the caller typed into a task so far."""

    task = fields.String()
    data = fields.Dict()
    saved_at = Moment()


def say_file(row: FormFile) -> dict[str, Any]:
    """Give the reference to a file, as the data of a form holds it."""
    return {"id": row.id, "name": row.name, "size": row.size, "type": row.type}


class StartIn(Strict):
    """What an instance is started with."""

    data = fields.Dict(keys=fields.String(), load_default=dict, allow_none=True)
    business_key = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))
    version = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 2**31 - 1))
