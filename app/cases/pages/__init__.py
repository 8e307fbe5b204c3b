"""The pages of cases: lists, one case, and what ops do to it; the features above add theirs to the same blueprint."""

from app.cases.pages import case_csv, case_list, filters, instances, suspend_and_modify
from app.cases.pages.base import blueprint

__all__ = ["blueprint", "case_csv", "case_list", "filters", "instances", "suspend_and_modify"]
