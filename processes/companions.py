"""Companion files: what a version carries beside its BPMN, as decision tables (DMN) and forms (JSON)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import orjson
from lxml import etree

from processes.assumptions import Assumption
from processes.characters import bare
from processes.messages import _, sentences
from processes.model import Refused
from processes.model.read import tree

ENDINGS = (".dmn", ".json", ".form")
MOST = 50
LARGEST_BYTES = 1_000_000
LARGEST_TOGETHER_BYTES = 5_000_000
DEEPEST = 60
LEFT_OUT = "FILE_LEFT_OUT"
NONE: Mapping[str, bytes] = MappingProxyType({})
NOBODY: Mapping[str, str] = MappingProxyType({})
_NAME = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|]{1,120}")
_DMN = re.compile(r"https?://www\.omg\.org/spec/DMN/.+")
_IDS = re.compile(rb"""<(?:[\w.-]+:)?decision\b[^>]*?\sid\s*=\s*["']([^"'<>&]{1,200})["']""")


def check_bounds(files: Mapping[str, bytes]) -> None:
    """Refuse files by name, number and size, without reading them."""
    if len(files) > MOST:
        raise Refused(
            "TOO_MANY_FILES",
            _(
                "There are {number} files beside the model, and there is room for {most}. Send those it uses.",
                most=MOST,
                number=len(files),
            ),
        )
    for name, content in files.items():
        _bounded(name, content)
    if sum(map(len, files.values())) > LARGEST_TOGETHER_BYTES:
        raise Refused(
            "TOO_LARGE",
            _(
                "The files beside the model are more than {most} MB. Send those it uses.",
                most=LARGEST_TOGETHER_BYTES // 1_000_000,
            ),
        )


def _bounded(name: str, content: bytes) -> None:
    if not _NAME.fullmatch(name) or name != name.strip(" ."):
        words = _(
            "{name} is no plain file name. Use letters, digits, spaces, dots, dashes and underscores, at most 120.",
            name=repr(name[:60]),
        )
        raise Refused("BAD_FILE_NAME", words)
    if not name.lower().endswith(ENDINGS):
        raise Refused(
            "BAD_FILE_KIND",
            _(
                "“{name}” does not end with {endings}. Send decision tables as .dmn and forms as .json or .form.",
                endings=", ".join(ENDINGS),
                name=name,
            ),
        )
    if len(content) > LARGEST_BYTES:
        words = _(
            "“{name}” has {size} MB, and there is room for {most}. Send a smaller file.",
            most=LARGEST_BYTES // 1_000_000, name=name, size=round(len(content) / 1e6, 1),
        )  # fmt: skip
        raise Refused("TOO_LARGE", words)


def check(files: Mapping[str, bytes]) -> None:
    """Refuse files that are not what their names promise, or that are hostile."""
    check_bounds(files)
    for name, content in files.items():
        _readable(name, content)


def usable(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[Assumption, ...]]:
    """The files that are what their names promise, and what is said of the others: a model is not lost for them."""
    check_bounds(files)
    kept, left_out = dict(files), []
    for name, content in files.items():
        try:
            _readable(name, content)
        except Refused as refused:
            del kept[name]
            words = refused.words if name in refused.words else _unusable(name, refused.words)
            left_out.append(Assumption(LEFT_OUT, name, sentences(words, _("The file is left out."))))
    return kept, tuple(left_out)


def _readable(name: str, content: bytes) -> None:
    if name.lower().endswith(".dmn"):
        tree_of(name, content)
    else:
        _json(name, content)


def tree_of(name: str, content: bytes) -> etree._Element:
    """The tree of a DMN file; raises Refused, naming the file, for what is hostile, damaged or not DMN."""
    try:
        root = tree(content)
    except Refused as refused:
        code = "FILE_LIMITS" if refused.code == "LIMITS" else refused.code
        raise Refused(code, _unusable(name, refused.words)) from refused
    space, _sign, name_of_root = str(root.tag).removeprefix("{").rpartition("}")
    if name_of_root != "definitions" or not _DMN.fullmatch(space):
        words = _(
            "“{name}” holds {tag} of another kind, and no DMN definitions. Export the decision as DMN.",
            name=name, tag=f"<{bare(root.tag)}>",
        )  # fmt: skip
        raise Refused("NOT_DMN", words)
    return root


def _unusable(name: str, why: str) -> str:
    return sentences(_("“{name}” cannot be used.", name=name), why)


def _json(name: str, content: bytes) -> None:
    try:
        value = orjson.loads(content)
    except ValueError as error:
        words = _(
            "“{name}” cannot be read as JSON: {reason}. Correct it and send it again.",
            name=name, reason=str(error)[:200],
        )  # fmt: skip
        raise Refused("NOT_JSON", words) from error
    level = [value]
    for _level in range(DEEPEST):
        level = [inner for one in level if isinstance(one, dict | list) for inner in _inside(one)]
        if not level:
            break
    if level or not isinstance(value, dict):
        what = _("more than {most} levels", most=DEEPEST) if level else _("no object")
        words = _("“{name}” holds {what}, and no form. Send a form's JSON.", name=name, what=what)
        raise Refused("NOT_A_FORM", words)


def _inside(value: dict[str, object] | list[object]) -> Iterator[object]:
    yield from value.values() if isinstance(value, dict) else value


def beside(path: Path, xml: bytes) -> dict[str, bytes]:
    """The companion files in the folder of a BPMN file that the model names, by file name or by an id inside."""
    found: dict[str, bytes] = {}
    try:
        near = sorted(p for p in path.parent.iterdir() if p.name.lower().endswith(ENDINGS) and p.is_file())
    except OSError:
        return found
    for one in near:
        try:
            content = one.read_bytes() if one.stat().st_size <= LARGEST_BYTES else b""
        except OSError:
            continue
        if content and len(found) < MOST and _is_named(one, content, xml):
            found[one.name] = content
    return found


def _is_named(path: Path, content: bytes, xml: bytes) -> bool:
    name = path.name.encode("utf-8", "replace")
    if name in xml or any(quote + id_ + quote in xml for id_ in _ids(path, content) for quote in (b'"', b"'")):
        return True
    stem = path.stem.encode("utf-8", "replace")
    return any(quote + stem + quote in xml or b":" + stem + quote in xml for quote in (b'"', b"'"))


def _ids(path: Path, content: bytes) -> list[bytes]:
    if path.suffix.lower() == ".dmn":
        return _IDS.findall(content)
    try:
        value = orjson.loads(content)
    except ValueError:
        return []
    found = value.get("id") if isinstance(value, dict) else None
    return [found.encode()] if isinstance(found, str) and found else []
