"""Sentences that the database holds as an earlier release said them, and how the same is said now.

What is kept without a language is kept by its English sentence. Where that was said in other words since, what was kept
before is read in those, in every language.
"""

from __future__ import annotations

from collections.abc import Mapping

from processes.messages import _

# Said no more, since events and gateways can be taken out by now: for what was kept before.
_ONLY_WORK = _("{step} is {what}, and only work can be taken out. Take out the work before or after it instead.")
NOW: Mapping[str, str] = {
    "signed": "approved it",
    "Approved: the policy asks for no signature": "Approved: the policy asks nobody to approve",
    "The ballot passed": "The vote passed",
    "The ballot did not pass": "The vote did not pass",
    "The ballot did not pass.": "The vote did not pass.",
    "Its version was reverted": "Its version was taken back",
    "{what}: accepted by the vote. A signature is still missing.": (
        "{what}: accepted by the vote. It still has to be approved."
    ),
    "{what}: passed the vote and waits for your signature.": (
        "{what}: passed the vote and waits for you to approve it."
    ),
    "{what}: not accepted, the ballot did not pass.": "{what}: not accepted, the vote did not pass.",
    "Expected a step with the id {id}, but this version has none. Choose a step of this version.": (
        "There is no step {id} in this version. Choose one that is there."
    ),
    "Expected a step where work is done, but {step} is {what}. Take out the work before or after it instead.": (
        _ONLY_WORK
    ),
    "But the live version no longer holds what this is about. Drop this part.": (
        "But the live version no longer holds what this is about. Leave this part out."
    ),
    "Expected a model that can be read in reasonable memory, but this one needs too much. Simplify or split it up.": (
        "Reading this model needs too much memory. Simplify it, or split it up."
    ),
    "Expected to read this model, but {fault} came in the way. Please report it with the file.": (
        "This model could not be read: {fault} came in the way. Please report it with the file."
    ),
    "Expected a model that can be read in reasonable time and memory, but this one cannot. Simplify or split it up.": (
        "Reading this model takes too much time or memory. Simplify it, or split it up."
    ),
}
