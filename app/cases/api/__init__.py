"""Cases for programs: look, cancel, try again, steer by hand; the features above add theirs to the same blueprint."""

from app.cases.api import filters, instances, suspend_and_modify
from app.cases.api.base import blueprint

__all__ = ["blueprint", "filters", "instances", "suspend_and_modify"]
