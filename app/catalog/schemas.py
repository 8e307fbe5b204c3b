"""What the API of the library takes, field by field, and what it gives."""

from __future__ import annotations

from marshmallow import fields, validate

from app.catalog.tables import VISIBILITIES
from app.catalog.takeaway.answers import FORMATS
from app.kernel.api.schemas import Answer, Moment, PageQuery, Strict, many, moment, text
from app.kernel.times.moments import Sent

MODES = ("auto", "executable", "documenting")
NUMBER = validate.Range(1, 2**31 - 1)


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


class SwitchIn(Strict):
    """The first version on which anything starts from a moment on."""

    version = fields.Integer(required=True, validate=NUMBER)
    at = Sent(required=True)


class SwitchSchema(Answer):
    """From when on nothing starts on versions before this one."""

    process = fields.String()
    version = fields.Integer()
    at = Moment()


class ListQuery(PageQuery):
    """What to list."""

    q = fields.String(load_default="")
    unit = fields.String(load_default="")
    archived = fields.Boolean(load_default=False)


class DiffQuery(Strict):
    """Which two versions to compare."""

    before = fields.Integer(required=True, data_key="from", validate=NUMBER)
    after = fields.Integer(required=True, data_key="to", validate=NUMBER)
    format = fields.String(load_default=None, validate=validate.OneOf([*FORMATS.values()]))


class AssumptionSchema(Answer):
    """What was assumed of an element so that a model runs."""

    code = fields.String()
    element = fields.String()
    text = fields.String()


class VersionSchema(Answer):
    """A version of a process; why it came to be and from whom is null for those outside."""

    id = fields.String()
    number = fields.Integer()
    sha256 = fields.String()
    mode = text()
    runs = fields.Boolean()
    why = text()
    assumptions = many(AssumptionSchema)
    sentence = text()
    note = text()
    author = text()
    created_at = Moment()
    proposal = text()


class TouchedSchema(Answer):
    """A running vote or a waiting signature, and what becomes of it."""

    id = fields.String()
    sentence = fields.String()
    title = fields.String()
    state = fields.String()
    becomes = fields.String()
    words = fields.String()
    url = fields.String()


class PublishedSchema(VersionSchema):
    """A version that was published, and what became of open votes."""

    proposals = many(TouchedSchema)


class ProcessSchema(Answer):
    """A process with its live version; who answers for it and where is null for those outside.

    `parent` is the key of the process that it is a variant of.
    """

    key = fields.String()
    title = fields.String()
    owner = text()
    unit = text()
    visibility = fields.String()
    public_start = fields.Boolean()
    messages_kept = text()
    archived_at = moment()
    created_at = Moment()
    parent = text()
    live = fields.Nested(VersionSchema, allow_none=True)


class ChangeSchema(Answer):
    """One change between two models, with the texts before and after where there are any."""

    kind = fields.String()
    step = text()
    words = fields.String()
    before = text()
    after = text()


class DiffSchema(Answer):
    """What changed: in one sentence, change by change, and counted."""

    sentence = fields.String()
    changes = many(ChangeSchema)
    summary = fields.String()


class CheckedSchema(DiffSchema):
    """What a file would change, and what would become of open votes."""

    proposals = many(TouchedSchema)


class CompanionSchema(Answer):
    """A file that a version carries beside its BPMN."""

    name = fields.String()
    sha256 = fields.String()


class ListedStepSchema(Answer):
    """A step of a version."""

    id = fields.String()
    name = fields.String()
    type = fields.String()
    lane = text()


class OutlineLineSchema(ListedStepSchema):
    """A line of a version as nested text; `next` says what follows."""

    depth = fields.Integer()
    next = fields.String()
