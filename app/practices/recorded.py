"""What is written into the audit log of variants, in words."""

from app.kernel.audit import Act
from app.kernel.i18n import _

ACTS = {"practices.variant_made": Act(_("{who} made a variant of {it}: {title}"))}
