"""What is written into the audit log of variants and of what changes are worth, in words."""

from app.kernel.audit import Act
from app.kernel.i18n import _

ACTS = {
    "practices.variant_made": Act(_("{who} made a variant of {it}: {title}")),
    "practices.baseline_entered": Act(
        _("{who} entered what {it} uses: {what}, {before} {unit} before and {after} now, {price} {currency} each")
    ),
    "practices.baseline_superseded": Act(
        _(
            "{who} put other figures in their place for {it}: {what}, {before} {unit} before and {after} now, {price} "
            "{currency} each: {reason}"
        )
    ),
}
