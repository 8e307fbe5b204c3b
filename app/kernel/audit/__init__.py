"""The audit log: append-only, each entry chained to the one before by its hash, protected inside the database."""

from app.kernel.audit.chain import Receipt, contradiction, receipt, record
from app.kernel.audit.redact import redact
from app.kernel.audit.tables import AuditEntry, AuditHead
from app.kernel.audit.triggers import install_triggers, remove_triggers
from app.kernel.audit.verify import Problem, verify
from app.kernel.audit.words import WRITTEN, Act, Named, Things, Vocabulary, in_general, tell

__all__ = [
    "WRITTEN",
    "Act",
    "AuditEntry",
    "AuditHead",
    "Named",
    "Problem",
    "Receipt",
    "Things",
    "Vocabulary",
    "contradiction",
    "in_general",
    "install_triggers",
    "receipt",
    "record",
    "redact",
    "remove_triggers",
    "tell",
    "verify",
]
