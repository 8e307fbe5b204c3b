"""What an event is: something that happened, under a name that programs and people can look up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Event:
    """Something that happened and that other features may want to hear of.

    `name` is a noun and a verb in the past, as `proposal.accepted`; `version` counts up whenever what the fields mean
    changes. A class without a name only gathers what several events share: whoever listens to it hears them all.
    """

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1
