"""Forms with files as HTTP sends them (RFC 7578)."""

from __future__ import annotations

from collections.abc import Iterable

from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

Part = tuple[str, str | tuple[str, bytes, str]]


def multipart(parts: Iterable[Part]) -> tuple[bytes, str]:
    """Give body and content type of a form; a file is a name, its content and its type."""
    fields = []
    for name, value in parts:
        if isinstance(value, str):
            field = RequestField(name, value)
            field.make_multipart(content_type="text/plain; charset=utf-8")
        else:
            file_name, content, content_type = value
            field = RequestField(name, content, file_name)
            field.make_multipart(content_type=content_type)
        fields.append(field)
    return encode_multipart_formdata(fields)


def content_type(name: str) -> str:
    """Give the type of a file of a version."""
    return "application/json" if name.endswith((".json", ".form")) else "application/xml"
