"""Forms: what a step asks for, as JSON Schema 2020-12, from the dialects in which models say it."""

from __future__ import annotations

from processes.engine.forms.check import check, prefill, shown_defaults
from processes.engine.forms.schema import Form, form_of, schema_for

__all__ = ["Form", "check", "form_of", "prefill", "schema_for", "shown_defaults"]
