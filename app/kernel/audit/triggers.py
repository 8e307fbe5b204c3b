"""Triggers that move the head on and refuse to change or delete what was written; called from a migration."""

from __future__ import annotations

from sqlalchemy import Connection

from app.kernel.audit.tables import START

REFUSAL = "the audit log is append-only"
HEAD_ROW = f"INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '{START}') ON CONFLICT (id) DO NOTHING"  # noqa: S608

SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS audit_entry_head AFTER INSERT ON audit_entry BEGIN
    UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1; END""",
    f"""CREATE TRIGGER IF NOT EXISTS audit_entry_update BEFORE UPDATE ON audit_entry BEGIN
    SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS audit_entry_delete BEFORE DELETE ON audit_entry BEGIN
    SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS audit_head_delete BEFORE DELETE ON audit_head BEGIN
    SELECT RAISE(ABORT, '{REFUSAL}'); END""",
)
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION audit_entry_head() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1; RETURN NULL; END $$""",
    f"""CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION '{REFUSAL}'; END $$""",
    """CREATE OR REPLACE TRIGGER audit_entry_head AFTER INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_head()""",
    """CREATE OR REPLACE TRIGGER audit_entry_update BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE OR REPLACE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE OR REPLACE TRIGGER audit_head_delete BEFORE DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE OR REPLACE TRIGGER audit_head_truncate BEFORE TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
)
ON_ENTRY = ("audit_entry_head", "audit_entry_update", "audit_entry_delete", "audit_entry_truncate")
ON_HEAD = ("audit_head_delete", "audit_head_truncate")


def install_triggers(connection: Connection) -> None:
    """Protect the log inside the database and make its head row; may run again and again."""
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(HEAD_ROW)


def remove_triggers(connection: Connection) -> None:
    """Take the protection away, as a downgrade does (and as somebody with database rights could)."""
    sqlite = connection.dialect.name == "sqlite"
    for table, names in (("audit_entry", ON_ENTRY), ("audit_head", ON_HEAD)):
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}" + ("" if sqlite else f" ON {table}"))
