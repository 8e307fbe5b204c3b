"""Kinds of incidents and attempts in plain words."""

from __future__ import annotations

KINDS = {
    "script": "A script failed",
    "error": "A step failed",
    "stuck": "It waits in vain",
    "external": "A worker failed",
    "http": "A service did not answer well",
    "mail": "A mail could not be sent",
    "call": "Another process failed",
    "job": "Background work was given up",
}
OUTCOMES = {
    "done": ("done", "positive"),
    "again": ("tried again later", "warning"),
    "error": ("ended with an error of the model", "warning"),
    "failed": ("failed", "danger"),
    "late": ("came too late", ""),
}
