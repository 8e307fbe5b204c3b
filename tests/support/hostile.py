"""What nobody should send: values, bodies and addresses that an application must refuse with words, never fall over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from werkzeug.routing import Rule

APP = Path(__file__).resolve().parent.parent.parent / "app"
WORDS = ("nope", "a%00b", quote("é☃\U0001f600"), quote("'\";--<script>"), "x" * 3000, "%FF%FE", "..%2f..%2fetc", "%20")
NUMBERS = ("0", quote("²"), quote("٣"), "2147483648", "9223372036854775808", "9" * 40)
VALUES: tuple[Any, ...] = (
    "a\x00b", "\ud800", "x" * 200_000, "\U0001f600" * 400, "", " ", "<script>alert(1)</script>", None, True, -1, 10**30,
    1e308, [], ["\x00"], {}, {"a\x00": "\x00"}, {"a": {"b": "\ud800"}}, [[[[{}]]]],
)  # fmt: skip
BODIES: tuple[bytes, ...] = (
    b"", b"{", b"null", b"1", b'"x"', b"[]", b"{}", b"NaN", b'{"data": NaN}', b"\xff\xfe{}", b"\x00",
    b"[" * 100_000, b'{"data":' * 50_000, b'{"data": ' + b"[" * 900 + b"]" * 900 + b"}", b'{"a": 1, "a": 2}',
    b'{"data": {"x": ' + b"9" * 5000 + b"}}", b'{"unknown": 1}',
)  # fmt: skip
FORMS = (
    "",
    "²",
    "a\x00b",
    "x" * 100_000,
    "\udcff\udcfe",
    "9" * 40,
    "-1",
    "é\U0001f600<b>",
    "2026-13-45T99:99",
    "1e999",
)
QUERIES = (
    "q=%00", "q=%FF", f"q={'x' * 3000}", "cursor=x", "cursor=WzFd", "cursor=WyJhIiwiYiJd", "cursor=W251bGwsbnVsbF0",
    "cursor=W3sidCI6IDF9LHt9XQ", "cursor=WyJhXHUwMDAwIiwiYiJd", f"cursor={'A' * 4000}", "cursor=%00", "cursor=é",
    "limit=0", "limit=-1", f"limit={'9' * 30}", "limit=x", "page=-1", f"page={'9' * 30}", "from=%00&to=x",
    f"from={'9' * 30}&to=0", "from=1&to=9223372036854775808", "state=%00", "step=%00", "unit=%00", "instance=%00",
    "process=%00", "mine=perhaps", "kind=%00", "unread=x", "next=//evil.example", "next=%0d%0aX: y", "topics=%00",
    "sort=%00", "limit=²", "from=²&to=٣", "cursor=²", "hour=²", "q=%25_%5C", "q='\"", "step=a&step=b&cascade=1&kind=x",
)  # fmt: skip


def names(query: str) -> set[str]:
    """Give the names in a query."""
    return {part.partition("=")[0] for part in query.split("&")}


# Values that nobody refuses: what reads one name only where another is given reads it, too.
ALL_NAMES = "&".join(f"{name}=" for name in sorted({one for query in QUERIES for one in names(query)}))


def addresses(rule: Rule, real: Mapping[str, str]) -> Iterator[str]:
    """Give the address of a rule with what exists, then with each of its parts replaced by what nobody should send."""
    names = sorted(rule.arguments)
    yield address(rule, real)
    for name in names:
        numeric = f"int:{name}" in rule.rule
        for word in NUMBERS if numeric else WORDS:
            yield address(rule, {**real, name: word})


def address(rule: Rule, real: Mapping[str, str]) -> str:
    """Give the address of a rule with these parts, already quoted."""
    return re.sub(r"<(?:[^<>:]+:)?([^<>:]+)>", lambda part: real.get(part.group(1), "nope"), rule.rule)


def field_names() -> tuple[str, ...]:
    """Give the names of all fields in all forms of the pages."""
    found: set[str] = set()
    for template in APP.rglob("templates/**/*.html"):
        found |= set(re.findall(r'name="([A-Za-z_][\w-]*)"', template.read_text()))
        found |= set(re.findall(r'(?:field|select|textarea|input)\(\s*"([a-z_]+)"', template.read_text()))
    return tuple(sorted(found - {"csrf", "viewport", "color-scheme", "description"}))


def bodies(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> Iterator[bytes]:
    """Give bodies for an operation: broken ones, then its own fields with one of them replaced at a time."""
    yield from BODIES
    whole = {name: example(name, inner, shared) for name, inner in schema.get("properties", {}).items()}
    yield json.dumps(whole).encode()
    for name in whole:
        for value in VALUES:
            yield json.dumps({**whole, name: value}).encode()


def example(name: str, schema: Mapping[str, Any], shared: Mapping[str, Any]) -> Any:
    """Give a value that a field takes."""
    if name == "operations":
        return [{"kind": "eliminate", "step": "A"}]
    if "$ref" in schema:
        schema = shared[schema["$ref"].rsplit("/", 1)[-1]]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "date":
        return "2026-03-02"
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    return {"string": "abc", "integer": 1, "boolean": True, "object": {}, "array": [], "number": 1.5}.get(kind)


def _content(described: dict[str, Any], rule: Rule, method: str) -> dict[str, Any]:
    path = re.sub(r"<(?:[^<>:]+:)?([^<>:]+)>", r"{\1}", re.sub(r"<any\([^)]*\):", "<", rule.rule))
    operation = described["paths"].get(path, {}).get(method.lower(), {})
    return dict(operation.get("requestBody", {}).get("content", {}))


def schema_of(described: dict[str, Any], rule: Rule, method: str) -> dict[str, Any]:
    """Give what the description of the interface says that this operation takes."""
    schema = _content(described, rule, method).get("application/json", {}).get("schema", {})
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return dict(schema.get("anyOf", [schema])[0])


def file_fields(described: dict[str, Any], rule: Rule, method: str) -> list[str]:
    """Give the fields in which this operation takes files."""
    schema = _content(described, rule, method).get("multipart/form-data", {}).get("schema", {})
    return [name for name, inner in schema.get("properties", {}).items() if inner.get("format") == "binary"]


def plausible(described: dict[str, Any], rule: Rule, method: str) -> dict[str, Any]:
    """Give a body that passes the schema of this address, so that it is the policy that refuses."""
    schema, shared = schema_of(described, rule, method), described["components"]["schemas"]
    fields = {name: example(name, inner, shared) for name, inner in schema.get("properties", {}).items()}
    needed = {name: value for name, value in fields.items() if name in schema.get("required", ())}
    last = rule.rule.rsplit("/", 1)[-1]
    return needed | {
        "flags": {"kind": "low_value", "reason": "x"}, "votes": {"choice": "yes"}, "reactions": {"kind": "agree"},
        "decide": {"decision": "x", "data": {}},
        "preview": {"operations": example("operations", {}, {})}, "due": {"due": "2030-01-01T00:00:00Z"},
        "deadline": {"closes_at": "2090-01-01T00:00:00Z"},
        "switch": {"version": 1, "at": "2090-01-01T00:00:00Z"}, "offers": {"to": ["x"]},
    }.get(last, {})  # fmt: skip
