"""What is done with all that is kept of a person; each module is imported when it is needed."""

from app.kernel.lazy_modules import imported_later

__getattr__ = imported_later(
    __name__, {"anonymising": ("anonymise", "would_go"), "handing_over": ("hand_over_everything",)}
)
