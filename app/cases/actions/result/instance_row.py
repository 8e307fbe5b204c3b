"""Store an instance itself: by plain statements, since every completed task pays for them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Update, bindparam, insert, inspect, update
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from app.cases.tables import Instance
from app.kernel.db.database import run
from processes import engine
from processes.engine import ExecutionResult

TABLE: Any = Instance.__table__
_NEW = insert(TABLE)
_COLUMNS = {"small": TABLE.c.data, "thin": TABLE.c.blob}


def add(session: Session, instance: Instance) -> None:
    """Insert a new instance, and have the session know it as stored."""
    given = inspect(instance).dict
    known = {a.key: given.get(a.key) for a in inspect(Instance).column_attrs}
    run(session, _NEW, {_column(name).name: value for name, value in known.items()} | {"row_version": 1})
    for name, value in {**known, "row_version": 1}.items():
        set_committed_value(instance, name, value)
    make_transient_to_detached(instance)
    session.add(instance)


def save(session: Session, instance: Instance, **values: Any) -> None:
    """Write these attributes where they differ; raises StaleDataError where somebody else has changed the row."""
    if inspect(instance).modified:
        session.flush()
    changed = {name: value for name, value in values.items() if getattr(instance, name) != value}
    if not changed:
        return
    version = instance.row_version
    given = {f"new_{name}": value for name, value in changed.items()}
    known = {"this": instance.id, "seen": version, "new_row_version": version + 1}
    done = run(session, _update(tuple(changed)), given | known)
    if done.rowcount != 1:
        raise StaleDataError(f"Expected instance {instance.id} at {version}, but somebody has changed it.")
    for name, value in {**changed, "row_version": version + 1}.items():
        set_committed_value(instance, name, value)


def facts(result: ExecutionResult) -> dict[str, Any]:
    """What a result leaves in the instance's row: its data, the large ones apart, and its state while it lives."""
    small, large = engine.split_large(result.data)
    lives = result.status in ("running", "failed")
    return {
        "state": result.status,
        "small": small,
        "large": large or None,
        "thin": engine.without_large(result.state, large) if lives else None,
    }


@lru_cache(maxsize=256)
def _update(names: tuple[str, ...]) -> Update:
    values: dict[ColumnElement[Any], BindParameter[Any]] = {
        _column(name): bindparam(f"new_{name}") for name in (*names, "row_version")
    }
    return update(TABLE).where(TABLE.c.id == bindparam("this"), TABLE.c.row_version == bindparam("seen")).values(values)


def _column(name: str) -> Any:
    return _COLUMNS.get(name, TABLE.c.get(name))
