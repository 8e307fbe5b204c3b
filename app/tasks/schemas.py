"""The JSON of tasks: which to list, what was entered, what became of many."""

from __future__ import annotations

from marshmallow import fields, validate

from app.kernel.api.schemas import Answer, PageQuery, Strict, many, text


class BulkResultSchema(Answer):
    """What became of one of many tasks: a code and words where it was not done."""

    task = fields.String()
    code = text()
    words = text()


class BulkSchema(Answer):
    """What became of many tasks."""

    done = fields.Integer()
    results = many(BulkResultSchema)


class CompleteIn(Strict):
    """What a person entered."""

    data = fields.Dict(keys=fields.String(), load_default=dict, allow_none=True)


class TasksQuery(PageQuery):
    """Whose or which tasks to list."""

    mine = fields.Boolean(load_default=False)
    instance = fields.String(load_default=None)
    process = fields.String(load_default=None)
    lane = fields.String(load_default=None)
    q = fields.String(load_default=None)
    overdue = fields.Boolean(load_default=False)
    for_others = fields.Boolean(load_default=False)
    sort = fields.String(load_default="age", validate=validate.OneOf(["age", "due", "priority", "follow_up"]))
