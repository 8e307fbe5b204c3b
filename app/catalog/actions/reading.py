"""Reading what somebody uploads: refused with words, or a model and what the engine makes of it."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from app.catalog.queries.companions import Attachments
from app.catalog.queries.models import Recent
from app.catalog.tables import VersionFile
from app.kernel.characters import one_line
from app.kernel.db import outside_locks
from app.kernel.errors import Invalid
from app.kernel.i18n import _
from processes import companions
from processes import model as models
from processes.engine import Prepared
from processes.engine.preparation.child import prepare_in_child
from processes.engine.preparation.stored import edition

T = TypeVar("T")
MODES = ("auto", "executable", "documenting")
LONGEST_ID = 300
_ENCODING = re.compile(r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


@dataclass(frozen=True)
class Upload:
    """A file that a modeler can open, with the files beside it and what the engine makes of them.

    `mode` and `beside` are what it was read with; `files` are those of it that could be read. `made_of` is the
    digest of all that this depends on. `sentence` says what it changes of the version `over`, where somebody has
    compared them.
    """

    model: models.Model
    prepared: Prepared
    files: Mapping[str, bytes]
    mode: str
    beside: Attachments
    made_of: str
    over: str | None = None
    sentence: str = ""


def nothing_kept(made_of: str) -> Prepared | None:
    """Give what somebody has kept of what the engine made of these things: nobody has kept anything."""
    return None


Kept = Callable[[str], Prepared | None]
_read: Recent[Upload] = Recent(8)
_parsed: Recent[models.Model] = Recent(8)
ALONE = Attachments({}, {})


def read(
    file: bytes | models.Model, mode: str = "auto", beside: Attachments = ALONE, ready: Upload | None = None,
    kept: Kept = nothing_kept,
) -> Upload:  # fmt: skip
    """Read a BPMN file with what is beside it; raises Invalid, with the reader's code and words, for what is none.

    One that is `ready` is taken, if it was read from the same and with the same. What the engine makes of it is taken
    from where it is `kept`, by the digest of all that it depends on; else it is done before the unit of work that this
    is asked in.
    """
    xml = file.xml if isinstance(file, models.Model) else file
    if ready is not None and (ready.model.xml, ready.mode, ready.beside) == (xml, mode, beside):
        return ready
    return _by(outside_locks.before, file, mode, beside, kept)


def prepare(xml: bytes, mode: str, beside: Attachments) -> Upload:
    """Read a BPMN file as `read` does, but now: for who has no transaction open."""
    return _by(outside_locks.outside, xml, mode, beside, nothing_kept)


def _by(
    way: Callable[[str, Callable[[], Prepared]], Prepared], file: bytes | models.Model, mode: str, beside: Attachments,
    kept: Kept,
) -> Upload:  # fmt: skip
    if mode not in MODES:
        raise Invalid(
            "UNKNOWN_MODE",
            _("Expected one of {choices} as the mode, but got {mode}.", choices=", ".join(MODES), mode=repr(mode)),
            for_people=_("Choose how it shall run."),
        )
    model = parsed(file)
    made_of = _made_of(model, mode, beside)

    def work() -> Prepared:
        companions.check_bounds(beside.files)
        return prepare_in_child(model.xml, mode, files=beside.files, known=beside.known)

    def make() -> Upload:
        prepared = kept(made_of) or way(f"prepared {made_of}", work)
        return _upload(model, prepared, mode, beside, made_of)

    return _in_words("files", lambda: _read.get(made_of, make))


def parsed(file: bytes | models.Model) -> models.Model:
    """Give the model of a BPMN file; raises Invalid, with the reader's code and words, for what is none.

    One that is parsed already is only looked at.
    """
    if isinstance(file, models.Model):
        return _in_words("file", lambda: _checked(file))
    return _in_words("file", lambda: _parsed.get(hashlib.sha256(file).digest(), lambda: _checked(models.parse(file))))


def _in_words(field: str, do: Callable[[], T]) -> T:
    try:
        return do()
    except models.Refused as refused:
        field = "file" if refused.code == "LIMITS" else field
        said = _("Expected a file that can be read, but: {words}", words=refused.words)
        error = Invalid(refused.code, said, {field: refused.words})
        if refused.code == "TOO_LARGE":
            error.status = 413
        raise error from refused


def _upload(model: models.Model, prepared: Prepared, mode: str, beside: Attachments, made_of: str) -> Upload:
    left_out = {one.element for one in prepared.assumptions if one.code == companions.LEFT_OUT}
    files = {name: content for name, content in beside.files.items() if name not in left_out}
    return Upload(model, prepared, files, mode, beside, made_of)


def _checked(model: models.Model) -> models.Model:
    _short_ids(model)
    return model


def insist(files: Mapping[str, bytes]) -> None:
    """Refuse files that cannot be read, with their words: for who sends nothing but them."""
    _in_words("files", lambda: companions.check(files))


def _made_of(model: models.Model, mode: str, beside: Attachments) -> str:
    """Give the digest of all on which it depends what the engine makes of a model: its own code is part of that."""
    files = sorted((name, hashlib.sha256(content).hexdigest()) for name, content in beside.files.items())
    parts = (edition(), model.sha256, mode, files, sorted(beside.known.items()))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def from_text(text: str) -> bytes:
    """Give pasted XML as the bytes its own declaration promises, so that it reads as it was meant."""
    declared = _ENCODING.match(text)
    try:
        name = codecs.lookup(declared.group(1)).name if declared else "utf-8"
        return text.encode(name)
    except (LookupError, UnicodeError):
        return text.encode("utf-8", "replace")


def step_rows(model: models.Model, version_id: str) -> list[dict[str, Any]]:
    """Give the rows of a version's steps as values, in the order of its outline."""
    graph = model.graph
    first: dict[str, int] = {}
    for place, item in enumerate(models.outline(model)):
        if item.id in graph.nodes:
            first.setdefault(item.id, place)
    ordered = sorted(graph.nodes.values(), key=lambda node: first.get(node.id, len(graph.nodes) * 2))
    return [
        dict(
            version_id=version_id, step_id=node.id, name=name, called="" if name else graph.label(node.id),
            search_key=name.casefold(), type=node.type, lane=node.lane, ordinal=ordinal,
            documentation=node.documentation,
        )
        for ordinal, (node, name) in enumerate((node, one_line(node.name)) for node in ordered)
    ]  # fmt: skip


def file_rows(files: Mapping[str, bytes], version_id: str) -> list[VersionFile]:
    """Give the rows of a version's companion files."""
    return [
        VersionFile(version_id=version_id, name=name, sha256=hashlib.sha256(content).hexdigest(), content=content)
        for name, content in files.items()
    ]


def has_decisions(upload: Upload) -> bool:
    """Whether a version has decision tables, or steps that would ask one."""
    return any(name.lower().endswith(".dmn") for name in upload.files) or any(
        node.type == "businessRuleTask" for node in upload.model.graph.nodes.values()
    )


def title_in(model: models.Model) -> str:
    """Give what the file itself calls its process, empty where it says nothing."""
    pools = [pool.name for pool in model.graph.pools.values() if pool.process]
    names = [name for name in [*model.graph.names.values(), *pools] if name]
    return " ".join(names[0].split()) if names else ""


def _short_ids(model: models.Model) -> None:
    for node_id in model.graph.nodes:
        if len(node_id) > LONGEST_ID:
            words = _(
                "Expected ids of at most {most} characters, but one has {n}. Shorten it.",
                most=LONGEST_ID,
                n=len(node_id),
            )
            raise models.Refused("LIMITS", words)
