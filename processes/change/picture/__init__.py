"""A change as one picture to take away: before and after on one sheet, with marks and what they mean, as SVG."""

from processes.change.picture.sheet import Heading, picture

__all__ = ["Heading", "picture"]
