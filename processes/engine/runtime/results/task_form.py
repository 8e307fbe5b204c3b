"""The form of a step where a token stands: what is known already need not be filled in again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.forms.options import with_options
from processes.forms.schema import OPTIONS


def form_now(step: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """The form of a step for an instance that has this data: what is known already need not be filled in again."""
    form: dict[str, Any] = step.form
    if OPTIONS in form:
        form = with_options(form, data)
    if not step.needs:
        return form
    missing = [name for name, use in step.uses.items() if name not in data and not use.optional]
    given = {k: v for k, v in form.items() if k != "required"}
    asked = {**given, "properties": {**step.needs, **form.get("properties", {})}}
    required = [*missing, *form.get("required", [])]
    return {**asked, "required": required} if required else asked


def left_blank(step: Any, known: Mapping[str, Any], filled: Mapping[str, Any]) -> dict[str, None]:
    """What a person need not fill in and did not: nothing stands there then, which conditions may ask for."""
    names = [name for name, use in step.uses.items() if use.optional]
    return {name: None for name in names if name not in known and name not in filled}
