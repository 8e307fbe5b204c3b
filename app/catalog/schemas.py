"""What the API takes, field by field; unknown fields are refused."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from app.catalog.tables import VISIBILITIES

MODES = ("auto", "executable", "documenting")
NUMBER = validate.Range(1, 2**31 - 1)


class Strict(Schema):
    """A body without unknown fields."""

    class Meta:
        """Refuse what is not known."""

        unknown = RAISE


class NewProcess(Strict):
    """A process to load; `bpmn` is the file as text, or send it as the part `file` of a multipart request."""

    key = fields.String(required=True)
    title = fields.String(load_default="")
    bpmn = fields.String()
    files = fields.Dict(keys=fields.String(), values=fields.String())
    unit = fields.String(allow_none=True, load_default=None)
    mode = fields.String(validate=validate.OneOf(MODES), load_default="auto")
    note = fields.String(load_default="")
    visibility = fields.String(validate=validate.OneOf(VISIBILITIES), load_default="organisation")
    public_start = fields.Boolean(load_default=False)


class NewVersion(Strict):
    """A file to publish as the next version."""

    bpmn = fields.String()
    files = fields.Dict(keys=fields.String(), values=fields.String())
    mode = fields.String(validate=validate.OneOf(MODES), allow_none=True, load_default=None)
    note = fields.String(load_default="")


class ProcessChange(Strict):
    """What to change about a process; fields that are not given stay as they are."""

    title = fields.String()
    unit = fields.String()
    visibility = fields.String(validate=validate.OneOf(VISIBILITIES))
    public_start = fields.Boolean()
    owner = fields.String()
    messages_kept = fields.String(allow_none=True, validate=validate.Length(max=40))


class ModeChange(Strict):
    """How the live model shall run from now on."""

    mode = fields.String(required=True, validate=validate.OneOf(MODES[1:]))
    note = fields.String(load_default="")


class ListQuery(Strict):
    """What to list."""

    q = fields.String(load_default="")
    unit = fields.String(load_default="")
    archived = fields.Boolean(load_default=False)
    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class PageQuery(Strict):
    """Which part of a list."""

    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class VersionQuery(Strict):
    """Which version; by default the live one."""

    version = fields.Integer(load_default=None, validate=NUMBER)


class Trying(Strict):
    """A decision to try on data."""

    decision = fields.String(required=True)
    data = fields.Dict(keys=fields.String(), load_default=dict)
    version = fields.Integer(allow_none=True, load_default=None, validate=NUMBER)


class DiffQuery(Strict):
    """Which two versions to compare."""

    before = fields.Integer(required=True, data_key="from", validate=NUMBER)
    after = fields.Integer(required=True, data_key="to", validate=NUMBER)
