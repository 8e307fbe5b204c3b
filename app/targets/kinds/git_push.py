"""One commit onto the tip of a branch, made in memory and pushed: nothing is checked out, no program is started."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from dulwich.client import AbstractHttpGitClient, GitClient, LocalGitClient
from dulwich.errors import NotGitRepository, NotTreeError
from dulwich.object_store import (
    BaseObjectStore,
    MemoryObjectStore,
    OverlayObjectStore,
    commit_tree_changes,
    tree_lookup_path,
)
from dulwich.objects import Blob, Commit, ObjectID, SubmoduleEncountered, Tree
from dulwich.pack import pack_objects_to_data
from dulwich.refs import Ref
from dulwich.repo import BaseRepo, MemoryRepo, Repo

from app.kernel.i18n import _
from app.kernel.times import clock
from app.services.connectors.addresses import under
from app.services.outbound import NoAnswer, NotAllowed
from app.services.outcomes import Again, Refused
from app.targets.kinds.contract import GONE, Package, Stop, Way, call
from processes.engine import EngineError

LARGEST_BYTES = 50_000_000
FILE = 0o100644
WHO = b"Stepwell <stepwell@localhost>"
Refs = Mapping[Ref, ObjectID]


def push(package: Package, way: Way) -> str:
    """Commit the files of a version and push them; gives the commit, or the tip where it says the same already."""
    ref = Ref(f"refs/heads/{way.branch}".encode())
    try:
        client, path, repository = _reached(way)
        with closing(repository):
            tip = _tip(client, path, repository, ref)
            made = _commit(package, way, repository.object_store, tip)
            if made is None:
                return str(tip.decode()) if tip else ""
            _send(client, path, ref, tip, *made)
            return str(made[0].id.decode())
    except NotGitRepository as error:
        raise Stop(Refused(_("Expected a git repository at this place, but there is none."), known=True)) from error
    except (NotTreeError, SubmoduleEncountered) as error:
        words = _("Expected a folder of the repository, but {folder} is none. Choose another one.", folder=way.folder)
        raise Stop(Refused(words, known=True)) from error
    except (Stop, NoAnswer, NotAllowed, EngineError, ValueError, OSError):
        raise
    except Exception as error:  # whatever is not as git has it, the library raises where it meets it
        words = _("Expected a git repository to answer as git does, but it did not: {error}.", error=_said(error))
        raise Stop(Again(words)) from error


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _reached(way: Way) -> tuple[GitClient, str, Repo | MemoryRepo]:
    """Give what speaks with the repository, its path, and what is known of it here; the last is to be closed."""
    if way.connector is not None:
        return _Http(way), "", MemoryRepo()
    if not Path(way.place).is_absolute():
        raise Stop(Refused(GONE))  # a path under the address of a connector that was deleted
    path = Path(way.place).resolve()
    if not any(path.is_relative_to(Path(folder).resolve()) for folder in way.folders):
        words = _(
            "Expected a repository in one of the folders of STEPWELL_TARGET_FOLDERS, but this is in none of them. "
            "Move it there, or reach it by a connector."
        )
        raise Stop(Refused(words, known=True))
    repository = Repo(str(path))
    if not repository.bare:
        repository.close()
        raise Stop(Refused(_("Expected a bare repository, but somebody works in this one."), known=True))
    return LocalGitClient(), str(path), repository


def _tip(client: GitClient, path: str, repository: BaseRepo, ref: Ref) -> ObjectID | None:
    """Give the newest commit of the branch, None for a new one; by HTTP it is fetched, alone and without contents."""
    if isinstance(client, LocalGitClient):
        return client.get_refs(path.encode()).refs.get(ref)

    def wanted(refs: Refs, depth: int | None = None) -> list[ObjectID]:
        return [refs[ref]] if ref in refs else []

    found = client.fetch(path, repository, determine_wants=wanted, depth=1, filter_spec=b"blob:none")
    return found.refs.get(ref)


def _commit(
    package: Package, way: Way, known: BaseObjectStore, tip: ObjectID | None
) -> tuple[Commit, MemoryObjectStore] | None:
    """Make the commit with all that is new in it; None where nothing differs."""
    new = MemoryObjectStore()
    both = OverlayObjectStore([new, known], add_store=new)
    before = known[tip].tree if tip else None  # type: ignore[attr-defined]
    changes: list[tuple[bytes, int | None, ObjectID | None]] = []
    for name, content in package.files.items():
        blob = Blob.from_string(content)
        if _at(both, before, _path(way, name)) != blob.id:
            new.add_object(blob)
            changes.append((_path(way, name), FILE, blob.id))
    gone = (_path(way, name) for name in sorted(package.earlier - package.files.keys()))
    changes += [(path, None, None) for path in gone if _at(both, before, path)]
    if not changes:
        return None
    start: Any = before
    if start is None:
        start = Tree()
        new.add_object(start)
    made = Commit()
    made.tree = commit_tree_changes(both, start, changes)
    made.parents = [tip] if tip else []
    made.author = made.committer = WHO
    made.author_time = made.commit_time = int(clock.now().timestamp())
    made.author_timezone = made.commit_timezone = 0
    made.encoding = b"UTF-8"
    made.message = f"{package.subject}\n\n{package.body}".strip().encode() + b"\n"
    new.add_object(made)
    return made, new


def _path(way: Way, name: str) -> bytes:
    return "/".join(part for part in (way.folder.strip("/"), name) if part).encode()


def _at(store: BaseObjectStore, tree: ObjectID | None, path: bytes) -> ObjectID | None:
    try:
        return tree_lookup_path(store.__getitem__, tree, path)[1] if tree else None
    except (KeyError, NotADirectoryError, NotGitRepository):
        return None


def _send(client: GitClient, path: str, ref: Ref, tip: ObjectID | None, made: Commit, new: MemoryObjectStore) -> None:
    """Push the commit, if the branch still ends where it was read."""

    def updated(refs: Refs) -> dict[Ref, ObjectID]:
        if refs.get(ref) != tip:
            raise Stop(Again(_("Somebody else pushed to the branch meanwhile.")))
        return {ref: made.id}

    def packed(*_sets: Any, ofs_delta: bool = True, **_rest: Any) -> Any:
        return pack_objects_to_data([new[one] for one in new], ofs_delta=ofs_delta)

    result = client.send_pack(path.encode(), updated, packed)
    refused = (result.ref_status or {}).get(ref)
    if refused:
        said = refused.decode("utf-8", "replace") if isinstance(refused, bytes) else str(refused)
        raise Stop(Refused(_("The repository refused the commit: {reason}.", reason=said[:200]), known=True))


class _Http(AbstractHttpGitClient):
    """Git over HTTP by the connector: to vetted addresses only, in limited time and size, without redirects."""

    def __init__(self, way: Way) -> None:
        assert way.connector is not None
        super().__init__(under(way.connector.base_url, way.place), quiet=True)
        self._way = way

    def _http_request(
        self, url: str, headers: dict[str, str] | None = None, data: bytes | Iterator[bytes] | None = None,
        raise_for_status: bool = True,
    ) -> tuple[Any, Callable[[int], bytes]]:  # fmt: skip
        body = data if data is None or isinstance(data, bytes) else b"".join(data)
        more = {name: value for name, value in (headers or {}).items() if name.lower() != "content-length"}
        sent_as = next((v for n, v in more.items() if n.lower() == "content-type"), "application/octet-stream")
        rest = {name: value for name, value in more.items() if name.lower() != "content-type"}
        answer = call(
            self._way, "GET" if body is None else "POST", url, body, sent_as, headers=rest, largest=LARGEST_BYTES
        )
        response = SimpleNamespace(
            status=answer.status, headers=answer.headers, content_type=answer.headers.get("content-type"),
            redirect_location="", close=lambda: None,
        )  # fmt: skip
        return response, io.BytesIO(answer.body).read
