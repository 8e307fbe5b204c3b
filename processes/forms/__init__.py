"""Forms: what a step asks for, as JSON Schema 2020-12, from the dialects in which models say it."""

from __future__ import annotations

from processes.forms.check import check, prefill, shown_defaults
from processes.forms.schema import Form, in_words, kept, schema_for

__all__ = ["Form", "check", "in_words", "kept", "prefill", "schema_for", "shown_defaults"]
