"""Forms that Camunda's form builder writes (form-js, `.form` files), as JSON Schema.

What it shows is kept in order as text before the next field; what it computes is left out and named in `left_out`.
"""

from __future__ import annotations

from typing import Any

from processes.forms.dialects import formjs_fields as fields
from processes.forms.dialects.html import to_markdown
from processes.messages import _

Json = dict[str, Any]
DEEPEST = 5
SILENT = ("button", "separator", "spacer", "image", "documentPreview")


class Reader:
    """Reads one form; `left_out` names the kinds of parts that could not be kept."""

    def __init__(self) -> None:
        self.left_out: list[str] = []

    def form(self, given: Any) -> Json | None:
        """The form as JSON Schema; None for what is no form of this kind."""
        if not isinstance(given, dict) or not isinstance(given.get("components"), list):
            return None
        schema = self._object(given["components"], 0)
        if isinstance(given.get("title"), str):
            schema["title"] = given["title"]
        return schema

    def _object(self, components: list[Any], depth: int) -> Json:
        schema: Json = {"type": "object", "properties": {}}
        texts: list[str] = []
        self._fill(schema, components, texts, "", depth)
        if texts:
            schema["x-after"] = texts
        return schema

    def _fill(self, schema: Json, components: list[Any], texts: list[str], group: str, depth: int) -> None:
        for one in components:
            if isinstance(one, dict) and depth <= DEEPEST:
                self._one(schema, one, texts, group, depth)

    def _one(self, schema: Json, one: Json, texts: list[str], group: str, depth: int) -> None:
        kind = str(one.get("type", ""))
        inner = one.get("components") if isinstance(one.get("components"), list) else []
        if kind == "group" and not one.get("path"):
            self._fill(schema, inner or [], texts, fields.text(one.get("label")) or group, depth + 1)
            return
        if kind in ("text", "html", "iframe"):
            texts += _static_part(kind, one)
            return
        rule = self._rule(kind, one, inner or [], depth)
        if rule is None:
            if kind not in SILENT:
                self.left_out.append(kind or _("part without a kind"))
            return
        if texts:
            rule["x-before"] = list(texts)
            texts.clear()
        if group:
            rule["x-group"] = group
        fields.place(schema, str(one.get("path") or one.get("key")), rule, fields.required(one, rule))

    def _rule(self, kind: str, one: Json, inner: list[Any], depth: int) -> Json | None:
        if not (one.get("path") or one.get("key")):
            return None
        if kind == "group":
            return fields.with_label(self._object(inner, depth + 1), one)
        if kind == "dynamiclist":
            rows: Json = {"type": "array", "items": self._object(inner, depth + 1)}
            if isinstance(one.get("defaultRepetitions"), int):
                rows["x-rows"] = min(one["defaultRepetitions"], 50)
            if one.get("allowAddRemove") is False:
                rows["x-fixed"] = True
            return fields.with_label(rows, one)
        return fields.rule_of(kind, one)


def _static_part(kind: str, one: Json) -> list[str]:
    """What a part only shows: text as it is, HTML as text with marks, a page within the page as a link."""
    if kind == "iframe":
        url = fields.text(one.get("url"))
        words = fields.text(one.get("label")) or url
        return [f"[{words}](<{url}>)"] if url.startswith(("https://", "http://")) else []
    words = fields.text(one.get("text") if kind == "text" else one.get("content"))
    note = fields.condition_note(one)
    made = "" if words.startswith("=") else to_markdown(words)
    return [f"{made}\n\n*{note}*" if note else made] if made else []
