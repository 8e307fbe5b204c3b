"""What a form's second file says of its looks (SpiffWorkflow's formUiSchemaFilename), put into the schema itself."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
WIDGETS = ("radio", "select", "checkboxes", "textarea", "password", "hidden", "file", "files", "date", "datetime")


def apply_ui_hints(schema: Json, ui: Any, depth: int = 0) -> Json:
    """The schema with titles, hints, order and widgets of the user interface's schema."""
    if not isinstance(ui, dict) or depth > 6:
        return schema
    hinted = {**schema, **_own(schema, ui)}
    properties = hinted.get("properties")
    if isinstance(properties, dict):
        inner = {
            n: apply_ui_hints(one, ui.get(n), depth + 1) if isinstance(one, dict) else one
            for n, one in properties.items()
        }
        hinted["properties"] = _ordered(inner, ui.get("ui:order"))
    if isinstance(hinted.get("items"), dict) and isinstance(ui.get("items"), dict):
        hinted["items"] = apply_ui_hints(hinted["items"], ui["items"], depth + 1)
    return hinted


def _own(schema: Json, ui: Json) -> Json:
    """What the user interface says of this one field."""
    options = ui.get("ui:options")
    about: Json = {str(key)[3:]: value for key, value in ui.items() if str(key).startswith("ui:")}
    about |= options if isinstance(options, dict) else {}
    found: Json = {}
    for word, key in (("title", "title"), ("description", "description"), ("placeholder", "x-placeholder")):
        if isinstance(about.get(word), str) and about[word]:
            found[key] = about[word]
    if isinstance(about.get("help"), str):
        found["description"] = " ".join(filter(None, (schema.get("description"), about["help"])))
    if about.get("readonly") is True or about.get("disabled") is True:
        found["readOnly"] = True
    widget = str(about.get("widget", ""))
    if widget == "textarea":
        found["x-multiline"] = True
    elif widget in ("file", "files"):
        found["format"] = "file"
    elif widget == "date" and "format" not in schema:
        found["format"] = "date"
    elif widget in ("datetime", "date-time") and "format" not in schema:
        found["format"] = "date-time"
    elif widget in WIDGETS:
        found["x-widget"] = widget
    if isinstance(about.get("rows"), int):
        found["x-lines"] = about["rows"]
    return found


def _ordered(properties: Json, order: Any) -> Json:
    if not isinstance(order, list):
        return properties
    named = [name for name in order if isinstance(name, str) and name in properties]
    rest = [name for name in properties if name not in named]
    at = order.index("*") if "*" in order else len(order)
    before = [name for name in named if order.index(name) < at]
    after = [name for name in named if order.index(name) >= at]
    return {name: properties[name] for name in (*before, *rest, *after)}
