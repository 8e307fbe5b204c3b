"""How what a change would do looks to programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import fields

from app.catalog.schemas import ChangeSchema
from app.impact.queries import Preview
from app.kernel.api.schemas import Answer, many, text
from processes.change import Change


class ChoiceSchema(Answer):
    """A way out of a refusal: what it does, and the steps it is about."""

    id = fields.String()
    words = fields.String()
    steps = fields.List(fields.String())


class RefusalSchema(Answer):
    """Why a change cannot be made, and what could be done instead."""

    code = fields.String()
    words = fields.String()
    choices = many(ChoiceSchema)
    step = text()


class EffectSchema(Answer):
    """Something that a change does besides what was asked for."""

    kind = fields.String()
    words = fields.String()
    step = text()


class CasesGroupSchema(Answer):
    """Running cases that stand alike: where, how many, what would become of them."""

    at = fields.List(fields.String())
    count = fields.Integer()
    verdict = fields.String()
    words = fields.String()
    skips = fields.List(fields.String())
    examples = fields.List(fields.Raw())


class TouchedCasesSchema(Answer):
    """The running cases by what would become of them, and when they were looked at."""

    total = fields.Integer()
    moved = fields.Integer()
    redirected = fields.Integer()
    stayed = fields.Integer()
    skipping = fields.Integer()
    # The metaclass takes fields out of the class, so that marshmallow's own attribute stays.
    unknown = fields.Integer()  # type: ignore[assignment]
    groups = many(CasesGroupSchema)
    as_of = text()
    complete = fields.Boolean()


class HeardSchema(Answer):
    """How much speaks about the steps that a change touches."""

    flags = fields.Integer()
    comments = fields.Integer()
    praise = fields.Integer()


class PreviewSchema(Answer):
    """What a change would do."""

    ok = fields.Boolean()
    sentence = text()
    refusals = many(RefusalSchema)
    words = fields.List(fields.String())
    bpmn = text()
    changes = many(ChangeSchema)
    effects = many(EffectSchema)
    overlay = fields.Dict()
    instances = fields.Nested(TouchedCasesSchema)
    evidence = fields.Nested(HeardSchema)


def say_preview(tried: Preview, bpmn: bytes | None) -> dict[str, Any]:
    """Tell what a change would do."""
    return {
        "ok": tried.ok,
        "sentence": tried.sentence,
        "refusals": tried.refusals,
        "words": tried.words,
        "bpmn": None if bpmn is None else bpmn.decode("utf-8", "replace"),
        "changes": say_changes(tried.changes),
        "effects": [{"kind": e.kind, "words": e.words, "step": e.step} for e in tried.changed.effects],
        "overlay": tried.overlay,
        "instances": tried.touched.to_dict(),
        "evidence": {
            "flags": len(tried.evidence.flags),
            "comments": len(tried.evidence.comments),
            "praise": len(tried.evidence.praise),
        },
    }


def say_changes(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Tell what would change, with the texts before and after."""
    return [{"kind": c.kind, "step": c.step, "words": c.words, "before": c.before, "after": c.after} for c in changes]
