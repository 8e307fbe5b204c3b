"""A working copy of a model's XML: found by id, changed in place, the drawing along with it."""

from processes.change.draft.room import Redrawn, Room
from processes.change.draft.tags import BPMN, DC, DD, DI, Element, kind
from processes.change.draft.tree import Draft

__all__ = ["BPMN", "DC", "DD", "DI", "Draft", "Element", "Redrawn", "Room", "kind"]
